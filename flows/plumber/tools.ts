import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'

const Phone = Type.String({ pattern: '^\\+\\d{8,15}$', description: 'E.164' })

/** Work that somebody has called about. */
interface Job {
  readonly id: string
  readonly kind: 'burst' | 'no_heat' | 'drain' | 'routine'
  readonly phone: string
  /** "" where the caller is only to be called back. */
  readonly zip: string
  readonly notes: string
}
const jobs = recordsOf<Job>('plumbing-jobs')

/** The ZIP codes that the vans go to at night. */
const nightArea = new Set(['21201', '21202', '21210', '21211', '21218', '21224', '21230', '21231'])

async function open(key: string, job: Omit<Job, 'id'>): Promise<{ job: string }> {
  const { id } = await jobs.keepOnce(key, async () => ({ id: `J${700 + (await jobs.all()).length}`, ...job }))
  return { job: id }
}

async function opened(key: string): Promise<{ job: string } | null> {
  const job = await jobs.find(key)
  return job === null ? null : { job: job.id }
}

export const pageOnCall = defineTool({
  name: 'page_on_call',
  description: 'Opens an emergency job and pages the plumber on call.',
  effect: 'write',
  input: Type.Object({
    kind: Type.Enum(['burst', 'no_heat', 'drain']),
    zip: Type.String({ pattern: '^\\d{5}(-\\d{4})?$' }),
    phone: Phone,
    water_off: Type.Boolean(),
  }),
  output: Type.Object({ job: Type.String() }),
  errors: ['out_of_area'],
  async handler({ kind, zip, phone, water_off }, { idempotencyKey }) {
    if (!nightArea.has(zip.slice(0, 5))) throw new ToolError('out_of_area', 'No van goes there at night.')
    return open(idempotencyKey, { kind, zip, phone, notes: water_off ? 'water is off' : 'water is on' })
  },
  reconcile: opened,
})

export const leaveCallback = defineTool({
  name: 'leave_callback',
  description: 'Asks the office to call somebody back in the morning.',
  effect: 'write',
  input: Type.Object({ phone: Phone }),
  output: Type.Object({ job: Type.String() }),
  async handler({ phone }, { idempotencyKey }) {
    return open(idempotencyKey, { kind: 'routine', phone, zip: '', notes: 'call back' })
  },
  reconcile: opened,
})
