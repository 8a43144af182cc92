/** A box to place. Sizes are pixels. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
}

/** An arrow between boxes, with the size of its label (0 for none). */
export interface Arrow {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly labelWidth: number
  readonly labelHeight: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where everything goes; points are centres. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<string, Point>
  /** From the edge of one box to the edge of the other. */
  readonly arrows: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point | null }>
}

const gapX = 28
const gapY = 38
const margin = 24

/** A place in a layer: a box, or a bend or label of an arrow that passes through. */
interface Cell {
  readonly key: string
  readonly width: number
  readonly height: number
  readonly bend: boolean
  x: number
  readonly up: Cell[]
  readonly down: Cell[]
}

/**
 * Layers from top to bottom (Sugiyama's way): arrows that close a cycle are turned round, every arrow gets a bend in each
 * layer that it passes and its label a place of its own, crossings are thinned out by medians, and each layer is moved
 * under its neighbours by least squares. Deterministic; `start` comes first.
 */
export function layout(boxes: readonly Box[], arrows: readonly Arrow[], start: string): Layout {
  const proper = arrows.filter(({ from, to }) => from !== to)
  const turned = backArrows(boxes, proper, start)
  const rank = ranks(boxes, proper, turned)
  const layers: Cell[][] = []
  const cell = (layer: number, key: string, width: number, height: number, bend: boolean): Cell => {
    const made: Cell = { key, width, height, bend, x: 0, up: [], down: [] }
    while (layers.length <= layer) layers.push([])
    layers[layer]?.push(made)
    return made
  }
  const cells = new Map<string, Cell>()
  // Labels have layers of their own, between those of the boxes.
  for (const box of boxes) cells.set(box.id, cell((rank.get(box.id) ?? 0) * 2, box.id, box.width, box.height, false))
  const ways = new Map<string, readonly Cell[]>()
  for (const arrow of proper) {
    const isTurned = turned.has(arrow.id)
    const top = cells.get(isTurned ? arrow.to : arrow.from)
    const bottom = cells.get(isTurned ? arrow.from : arrow.to)
    if (top === undefined || bottom === undefined) continue
    const first = (rank.get(top.key) ?? 0) * 2
    const last = (rank.get(bottom.key) ?? 0) * 2
    // The label stands near where the arrow begins.
    const labelled = isTurned ? last - 1 : first + 1
    const way = [top]
    for (let layer = first + 1; layer < last; layer++) {
      const holds = layer === labelled && arrow.labelWidth > 0
      way.push(cell(layer, arrow.id, holds ? arrow.labelWidth : 4, holds ? arrow.labelHeight : 0, true))
    }
    way.push(bottom)
    for (const [index, upper] of way.entries()) {
      const lower = way[index + 1]
      if (lower === undefined) break
      upper.down.push(lower)
      lower.up.push(upper)
    }
    ways.set(arrow.id, way)
  }
  order(layers)
  place(layers)
  return drawn(layers, proper, turned, ways, rank)
}

/** Arrows that lead back to where a walk from the start has come from. */
function backArrows(boxes: readonly Box[], arrows: readonly Arrow[], start: string): ReadonlySet<string> {
  const back = new Set<string>()
  const done = new Set<string>()
  const open = new Set<string>()
  const walk = (id: string): void => {
    open.add(id)
    for (const arrow of arrows) {
      if (arrow.from !== id) continue
      if (open.has(arrow.to)) back.add(arrow.id)
      else if (!done.has(arrow.to)) walk(arrow.to)
    }
    open.delete(id)
    done.add(id)
  }
  for (const id of [start, ...boxes.map((box) => box.id)]) if (!done.has(id)) walk(id)
  return back
}

/** Each box below all that lead to it; then as near to them as can be. */
function ranks(boxes: readonly Box[], arrows: readonly Arrow[], turned: ReadonlySet<string>): Map<string, number> {
  const rank = new Map(boxes.map(({ id }) => [id, 0]))
  const ends = arrows.map((arrow): readonly [string, string] =>
    turned.has(arrow.id) ? [arrow.to, arrow.from] : [arrow.from, arrow.to],
  )
  for (let changed = true, round = 0; changed && round <= boxes.length; round++) {
    changed = false
    for (const [from, to] of ends) {
      const wanted = (rank.get(from) ?? 0) + 1
      if ((rank.get(to) ?? 0) >= wanted) continue
      rank.set(to, wanted)
      changed = true
    }
  }
  return rank
}

/** Thins out crossings: eight sweeps down and up, each cell by the mean of its neighbours' places. */
function order(layers: readonly Cell[][]): void {
  const renumber = (): void => {
    for (const layer of layers) for (const [index, cell] of layer.entries()) cell.x = index
  }
  renumber()
  let best = layers.map((layer) => [...layer])
  let fewest = crossings(layers)
  for (let sweep = 0; sweep < 16 && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0
    for (const layer of isDown ? layers : [...layers].reverse()) {
      const wanted = new Map(layer.map((cell) => [cell, mean(isDown ? cell.up : cell.down) ?? cell.x]))
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0))
      for (const [index, cell] of layer.entries()) cell.x = index
    }
    const now = crossings(layers)
    if (now >= fewest) continue
    fewest = now
    best = layers.map((layer) => [...layer])
  }
  for (const [index, layer] of best.entries()) layers[index]?.splice(0, layer.length, ...layer)
  renumber()
}

function mean(cells: readonly Cell[]): number | null {
  return cells.length === 0 ? null : cells.reduce((sum, { x }) => sum + x, 0) / cells.length
}

function crossings(layers: readonly (readonly Cell[])[]): number {
  let count = 0
  for (const layer of layers) {
    const lines = layer.flatMap((upper) => upper.down.map((lower) => [upper.x, lower.x] as const))
    for (const [index, [a, b]] of lines.entries()) {
      for (const [c, d] of lines.slice(index + 1)) if ((a - c) * (b - d) < 0) count++
    }
  }
  return count
}

/** Moves each layer under its neighbours, in order and without overlap. */
function place(layers: readonly (readonly Cell[])[]): void {
  for (const layer of layers)
    settle(
      layer,
      layer.map(() => 0),
    )
  for (let sweep = 0; sweep < 40; sweep++) {
    const isDown = sweep % 2 === 0
    for (const layer of isDown ? layers : [...layers].reverse()) {
      settle(
        layer,
        layer.map((cell) => {
          const near = isDown ? cell.up : cell.down
          const far = isDown ? cell.down : cell.up
          return mean(near.length > 0 ? near : far) ?? cell.x
        }),
      )
    }
  }
}

/** The places nearest to those wanted, by least squares, that keep order and distance (pool adjacent violators). */
function settle(layer: readonly Cell[], wanted: readonly number[]): void {
  const offsets: number[] = []
  let offset = 0
  for (const [index, cell] of layer.entries()) {
    const before = layer[index - 1]
    if (before !== undefined) offset += (before.width + cell.width) / 2 + (before.bend && cell.bend ? gapX / 2 : gapX)
    offsets.push(offset)
  }
  const pools: { sum: number; weight: number; cells: number }[] = []
  for (const [index, cell] of layer.entries()) {
    const weight = cell.bend ? 3 : 1
    pools.push({ sum: weight * ((wanted[index] ?? 0) - (offsets[index] ?? 0)), weight, cells: 1 })
    for (;;) {
      const last = pools.at(-1)
      const before = pools.at(-2)
      if (last === undefined || before === undefined || before.sum / before.weight <= last.sum / last.weight) break
      pools.splice(-2, 2, {
        sum: before.sum + last.sum,
        weight: before.weight + last.weight,
        cells: before.cells + last.cells,
      })
    }
  }
  let index = 0
  for (const { sum, weight, cells } of pools) {
    for (let n = 0; n < cells; n++, index++) {
      const cell = layer[index]
      if (cell !== undefined) cell.x = sum / weight + (offsets[index] ?? 0)
    }
  }
}

function drawn(
  layers: readonly (readonly Cell[])[],
  arrows: readonly Arrow[],
  turned: ReadonlySet<string>,
  ways: ReadonlyMap<string, readonly Cell[]>,
  rank: ReadonlyMap<string, number>,
): Layout {
  const all = layers.flat()
  const left = Math.min(...all.map(({ x, width }) => x - width / 2)) - margin
  const right = Math.max(...all.map(({ x, width }) => x + width / 2)) + margin
  const yOf = new Map<Cell, number>()
  const halfOf = new Map<Cell, number>()
  let y = margin
  for (const [index, layer] of layers.entries()) {
    const height = Math.max(0, ...layer.map((cell) => cell.height))
    for (const cell of layer) {
      yOf.set(cell, y + height / 2)
      // An arrow passes boxes upright; only between the layers does it go aside.
      if (cell.bend) halfOf.set(cell, Math.max(height, cell.height) / 2)
    }
    // Boxes with no label between them need not stand so far apart.
    y +=
      height + (height === 0 || layers[index + 1]?.every((cell) => cell.height === 0) === true ? gapY / 2 : gapY * 0.8)
  }
  const at = (cell: Cell): Point => ({ x: round(cell.x - left), y: round(yOf.get(cell) ?? 0) })
  const through = (cell: Cell): readonly Point[] => {
    const { x, y: middle } = at(cell)
    const half = halfOf.get(cell) ?? 0
    return half === 0
      ? [{ x, y: middle }]
      : [
          { x, y: round(middle - half) },
          { x, y: round(middle + half) },
        ]
  }
  const boxes = new Map(all.filter(({ key, bend }) => !bend && rank.has(key)).map((cell) => [cell.key, at(cell)]))
  const lines = new Map(
    arrows.flatMap((arrow) => {
      const way = ways.get(arrow.id)
      const top = way?.[0]
      const bottom = way?.at(-1)
      if (way === undefined || top === undefined || bottom === undefined) return []
      const inner = way.slice(1, -1)
      const points = [
        { x: port(top, top.down, way[1], left), y: round((yOf.get(top) ?? 0) + top.height / 2) },
        ...inner.flatMap(through),
        { x: port(bottom, bottom.up, way.at(-2), left), y: round((yOf.get(bottom) ?? 0) - bottom.height / 2) },
      ]
      const labelled = inner.find(({ height }) => height > 0)
      const label = labelled === undefined ? null : at(labelled)
      return [[arrow.id, { points: turned.has(arrow.id) ? points.reverse() : points, label }] as const]
    }),
  )
  return {
    width: round(right - left),
    height: round(Math.max(...all.map((cell) => (yOf.get(cell) ?? 0) + cell.height / 2)) + margin),
    boxes,
    arrows: lines,
  }
}

/** Arrows leave a box side by side, in the order of where they go. */
function port(box: Cell, neighbours: readonly Cell[], next: Cell | undefined, left: number): number {
  const sorted = [...neighbours].sort((a, b) => a.x - b.x)
  const index = next === undefined ? 0 : sorted.indexOf(next)
  const step = Math.min(22, (box.width - 24) / Math.max(1, sorted.length))
  return round(box.x + (index - (sorted.length - 1) / 2) * step - left)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
