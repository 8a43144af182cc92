import type { Services } from '../../../src/call/services.ts'
import type { CallStore } from '../../../src/store/store.ts'
import type { Tool } from '../../../src/tools/tool.ts'
import type { Process } from './process.ts'

/** A mistake that is planted in a server's ports: the product itself is as it is. */
export interface Mutant {
  readonly store: (store: CallStore, process: Process) => CallStore
  readonly tool: (tool: Tool, process: Process) => Tool
  readonly services: (services: Services, process: Process) => Services
}

/** No mistake. */
export const sound: Mutant = { store: (store) => store, tool: (tool) => tool, services: (services) => services }
