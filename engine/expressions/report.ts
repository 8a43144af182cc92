import type { ExpressionFaultCode, ExpressionFinding, Read } from './expression-finding.ts'
import type { Span } from './syntax.ts'

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
}
