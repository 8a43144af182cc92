/** What a plain value must be where it is read; `any`: it is read, and may be whatever it is. */
export type PlainRead = 'any' | 'text' | 'number' | 'boolean'

/** One step into a value: a field by its name, or the items of a list. */
export type ReadStep = { readonly field: string } | 'items'

/** What must be in a value, as far as a flow reads it. `mayLack`: the flow asks first whether it is there. */
export interface ReadShape {
  readonly plain: PlainRead
  readonly fields: ReadonlyMap<string, ReadShape>
  readonly items: ReadShape | null
  readonly mayLack: boolean
}

/** A shape that grows with each reading. */
export class GrowingShape implements ReadShape {
  plain: PlainRead = 'any'
  readonly fields = new Map<string, GrowingShape>()
  items: GrowingShape | null = null
  mayLack = false

  /** Notes one reading. Two readings as different plain values leave it open what it is. */
  read(path: readonly ReadStep[], as: PlainRead, isGuarded: boolean): void {
    const shape = this.#at(path)
    if (isGuarded) shape.mayLack = true
    if (as === 'any') return
    if (shape.plain === 'any' && !shape.#isTorn) shape.plain = as
    else if (shape.plain !== as) {
      shape.plain = 'any'
      shape.#isTorn = true
    }
  }

  #isTorn = false

  #at([step, ...further]: readonly ReadStep[]): GrowingShape {
    if (step === undefined) return this
    if (step === 'items') return (this.items ??= new GrowingShape()).#at(further)
    const field = this.fields.get(step.field) ?? new GrowingShape()
    this.fields.set(step.field, field)
    return field.#at(further)
  }
}
