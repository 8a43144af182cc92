/** A prescription as the pharmacy knows it. */
export interface Prescription {
  /** What is printed on the label: seven digits. */
  readonly rx: string
  /** The patient's date of birth, YYYY-MM-DD. Whoever knows both may be told what it is. */
  readonly born: string
  readonly drug: string
  readonly refillsLeft: number
}

const prescriptions: readonly Prescription[] = [
  { rx: '6120447', born: '1962-05-09', drug: 'atorvastatin', refillsLeft: 3 },
  { rx: '6120455', born: '1962-05-09', drug: 'metformin', refillsLeft: 1 },
  { rx: '6120463', born: '1962-05-09', drug: 'lisinopril', refillsLeft: 0 },
  { rx: '6130022', born: '1991-11-30', drug: 'levothyroxine', refillsLeft: 5 },
]

/** The prescription with this number for somebody born on this day; undefined where either is wrong. */
export function findPrescription(rx: string, born: string): Prescription | undefined {
  return prescriptions.find((prescription) => prescription.rx === rx && prescription.born === born)
}
