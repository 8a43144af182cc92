/** The columns of a CSV text by the names in its first line (RFC 4180: quoted fields, doubled quotes). Empty cells are left out. */
export function columnsOf(text: string): Map<string, readonly string[]> {
  const [names = [], ...rows] = rowsOf(text)
  return new Map(names.map((name, i) => [name.trim(), rows.map((row) => row[i] ?? '').filter((cell) => cell !== '')]))
}

/** The cells of a CSV text, its first line included. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',' || char === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (char === '\n') {
        rows.push(row)
        row = []
      }
    } else cell += char
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
