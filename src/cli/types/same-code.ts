/** Whether two texts are the same code, whatever a formatter has made of its spaces, semicolons, commas and quotes. */
export function isSameCode(one: string, other: string): boolean {
  return one === other || plain(one) === plain(other)
}

function plain(code: string): string {
  return code
    .replaceAll('"', "'")
    .replaceAll(/[;,\s]/g, '')
    .replaceAll(/(?<=[:=(<])\|/g, '')
}
