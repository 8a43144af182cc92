import { rules } from '../../../engine/language/rules/registry.ts'
import type { Report } from './report.ts'

/** SARIF 2.1.0, which code scanning reads. */
export const sarif: Report = ({ diagnostics }) => {
  const used = rules.filter(({ code }) => diagnostics.some((diagnostic) => diagnostic.code === code))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'callchart',
            rules: used.map(({ code, severity, about, why }) => ({
              id: code,
              shortDescription: { text: about },
              fullDescription: { text: why },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map(({ code, severity, message, advice, place }) => ({
          ruleId: code,
          level: severity,
          message: { text: advice === undefined ? message : `${message} ${advice}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: toUri(place.file) },
                region: {
                  startLine: place.line,
                  startColumn: place.column,
                  charOffset: place.start,
                  charLength: place.end - place.start,
                },
              },
            },
          ],
        })),
      },
    ],
  }
  return JSON.stringify(log, null, 2)
}

/** A path as a URI, relative where the path is; forward slashes, and everything else escaped. */
function toUri(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${path}` : path
}
