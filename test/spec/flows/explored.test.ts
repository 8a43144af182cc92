import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exploreFlow } from '../../../src/cli/exploring/explore-flows.ts'
import { findFlows } from '../../../src/cli/project/find-flows.ts'
import { projectTools } from '../../../src/cli/project/real-tools.ts'

const examples = readdirSync('flows', { withFileTypes: true, recursive: true })
  .filter((entry) => entry.name === 'callchart.config.ts')
  .map((entry) => entry.parentPath)
  .sort()

// Few runs: `callchart test --explore flows` tries twenty times as many.
test.each(examples)(
  'no explored call of %s goes wrong',
  async (folder) => {
    const tools = await projectTools(folder)
    const { flows } = await findFlows([folder])
    for (const found of flows.filter(({ text }) => /^states:/m.test(text))) {
      const file = join(found.file)
      const { diagnostics } = await exploreFlow({ ...found, file }, tools?.world ?? {}, { runs: 200 }, () => {})
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      expect(errors.map(({ code, message, place }) => `${place.file}:${place.line} ${code} ${message}`)).toEqual([])
    }
  },
  60_000,
)
