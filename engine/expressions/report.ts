import type { ExpressionFaultCode, ExpressionFinding, Read } from './expression-finding.ts'
import type { Node, Span } from './syntax.ts'

/** What checking an expression finds, in order. */
export class Report {
  readonly faults: ExpressionFinding[] = []
  readonly reads: Read[] = []

  /** `name` is what is not known, `known` what is. */
  fault(
    code: ExpressionFaultCode,
    message: string,
    { start, end }: Span,
    name?: string,
    known?: readonly string[],
  ): void {
    this.faults.push({
      code,
      message,
      start,
      end,
      ...(name === undefined ? {} : { name }),
      ...(known === undefined ? {} : { known }),
    })
  }

  /** The value of this checked piece may be null where it stands: its readings are no faults. Tells whether it may be. */
  allowNull(node: Node): boolean {
    switch (node.kind) {
      case 'literal':
        return node.value === null
      case 'choose':
        return [node.yes, node.no].map((one) => this.allowNull(one)).includes(true)
      case 'call':
        return node.name === 'or' && node.args[1] !== undefined && this.allowNull(node.args[1])
      case 'member': {
        const at = this.reads.findIndex(
          ({ start, end, lacks, guarded }) => start === node.start && end === node.end && lacks === 'null' && !guarded,
        )
        const read = this.reads[at]
        if (read !== undefined) this.reads[at] = { ...read, guarded: true }
        return read !== undefined
      }
      default:
        return false
    }
  }
}
