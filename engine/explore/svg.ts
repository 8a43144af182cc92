import type { Diagram, DiagramLink, DiagramNode } from './diagram.ts'
import { layout, type Arrow, type Box, type Point } from './layout.ts'

/** What a state's kind looks like: fill, border, and the text on it. */
const colours: Readonly<Record<string, readonly [string, string]>> = {
  greeting: ['#e8f1fd', '#4a80c4'],
  say: ['#e8f1fd', '#4a80c4'],
  gather: ['#e9f7ec', '#3f9a57'],
  confirm: ['#e9f7ec', '#3f9a57'],
  decide: ['#fdf5e0', '#c2932c'],
  tool: ['#f3ecfb', '#8557b8'],
  transfer: ['#fdebe5', '#cb6540'],
  end: ['#eceef1', '#5d6673'],
}
const otherColours = ['#f5f6f8', '#8a93a0'] as const
const lineColours: Readonly<Record<DiagramLink['sort'], string>> = {
  way: '#47505c',
  failure: '#c4553b',
  repair: '#9a7b2f',
}

const nameSize = 14
const smallSize = 11
const labelLine = 14

/** A flow as an SVG picture of its own, without scripts or fonts. The same flow gives the same bytes. */
export function svg(diagram: Diagram): string {
  const nodes = diagram.nodes.map((node) => ({ node, lines: linesOf(node) }))
  const boxes = nodes.map(({ node, lines }): Box => ({
    id: node.name,
    width:
      Math.max(96, widest([node.name], nameSize * 0.6), widest(lines, smallSize * 0.54), widest([node.kind], 10)) + 28,
    height: 34 + lines.length * 15 + 6,
  }))
  const links = diagram.links.map((link, index) => ({ link, id: `link ${index}`, labels: labelsOf(link) }))
  const arrows = links.map(({ link, id, labels }): Arrow => ({
    id,
    from: link.from,
    to: link.to,
    labelWidth: labels.length === 0 ? 0 : widest(labels, smallSize * 0.56) + 10,
    labelHeight: labels.length * labelLine + 2,
  }))
  const { width, height, boxes: places, arrows: ways } = layout(boxes, arrows, diagram.start)
  const box = new Map(boxes.map((one) => [one.id, one]))
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" role="img" aria-label="${escape(`The flow ${diagram.flow}`)}">`,
    '<defs>',
    ...Object.entries(lineColours).map(
      ([sort, colour]) =>
        `<marker id="${sort}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 1 10 5 0 9z" fill="${colour}"/></marker>`,
    ),
    '</defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...links.map(({ link, id }) =>
      line(link, ways.get(id)?.points ?? selfLoop(box.get(link.from), places.get(link.from))),
    ),
    ...links.map(({ link, id, labels }) => {
      const place = ways.get(id)?.label ?? null
      return place === null ? '' : labelAt(link, labels, place)
    }),
    ...nodes.map(({ node, lines }) =>
      nodeAt(node, lines, box.get(node.name), places.get(node.name), node.name === diagram.start),
    ),
    '</svg>',
  ]
  return `${parts.filter((part) => part !== '').join('\n')}\n`
}

function line({ sort }: DiagramLink, points: readonly Point[]): string {
  const dash = sort === 'way' ? '' : ` stroke-dasharray="5 4"`
  return `<path d="${curve(points)}" fill="none" stroke="${lineColours[sort]}" stroke-width="1.5"${dash} marker-end="url(#${sort})"/>`
}

/** Leaves and arrives upright, and bends softly between. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let from = first
  const parts = [`M${first.x} ${first.y}`]
  for (const to of rest) {
    const middle = Math.round((from.y + to.y) * 5) / 10
    parts.push(from.x === to.x ? `L${to.x} ${to.y}` : `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`)
    from = to
  }
  return parts.join('')
}

function selfLoop(box: Box | undefined, place: Point | undefined): readonly Point[] {
  if (box === undefined || place === undefined) return []
  const right = place.x + box.width / 2
  return [
    { x: right, y: place.y - 8 },
    { x: right + 18, y: place.y },
    { x: right, y: place.y + 8 },
  ]
}

function labelAt({ sort }: DiagramLink, labels: readonly string[], { x, y }: Point): string {
  const top = y - ((labels.length - 1) * labelLine) / 2 + 4
  const width = widest(labels, smallSize * 0.56) + 8
  const height = labels.length * labelLine + 2
  return [
    `<rect x="${fixed(x - width / 2)}" y="${fixed(y - height / 2)}" width="${fixed(width)}" height="${height}" rx="3" fill="#ffffff" fill-opacity="0.92"/>`,
    ...labels.map(
      (text, index) =>
        `<text x="${x}" y="${fixed(top + index * labelLine)}" font-size="${smallSize}" text-anchor="middle" fill="${lineColours[sort]}">${escape(text)}</text>`,
    ),
  ].join('')
}

function nodeAt(
  { name, kind, unreachable }: DiagramNode,
  lines: readonly string[],
  box: Box | undefined,
  place: Point | undefined,
  isStart: boolean,
): string {
  if (box === undefined || place === undefined) return ''
  const [fill, border] = colours[kind] ?? otherColours
  const left = fixed(place.x - box.width / 2)
  const top = place.y - box.height / 2
  const radius = kind === 'greeting' || kind === 'end' ? 18 : 8
  const dash = unreachable ? ' stroke-dasharray="4 3"' : ''
  return [
    `<g><rect x="${left}" y="${fixed(top)}" width="${fixed(box.width)}" height="${box.height}" rx="${radius}" fill="${fill}" stroke="${border}" stroke-width="${isStart ? 3 : 1.5}"${dash}/>`,
    `<text x="${place.x}" y="${fixed(top + 16)}" font-size="9.5" letter-spacing="0.8" text-anchor="middle" fill="${border}">${kind.toUpperCase()}</text>`,
    `<text x="${place.x}" y="${fixed(top + 32)}" font-size="${nameSize}" font-weight="600" text-anchor="middle" fill="#1f2630">${escape(name)}</text>`,
    ...lines.map(
      (text, index) =>
        `<text x="${place.x}" y="${fixed(top + 48 + index * 15)}" font-size="${smallSize}" text-anchor="middle" fill="#56606d">${escape(text)}</text>`,
    ),
    '</g>',
  ].join('')
}

/** What a state is about, in two lines at most. */
function linesOf({ about }: DiagramNode): readonly string[] {
  return about === '' ? [] : wrapped(about, 30, 2)
}

function labelsOf({ labels }: DiagramLink): readonly string[] {
  return wrapped(labels.join(labels.length > 2 ? ', ' : ' / '), 28, 3)
}

function wrapped(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(line)
  const kept = lines.slice(0, most).map((one) => (one.length > width + 8 ? `${one.slice(0, width + 7)}…` : one))
  const last = kept.length - 1
  return lines.length > most ? kept.map((one, index) => (index === last ? `${one}…` : one)) : kept
}

/** Pixels, roughly: nobody can measure a font that is chosen by whoever looks. */
function widest(lines: readonly string[], perCharacter: number): number {
  return Math.ceil(Math.max(0, ...lines.map((text) => [...text].length)) * perCharacter)
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
