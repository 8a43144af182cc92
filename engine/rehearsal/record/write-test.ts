import { Document, isCollection, visit } from 'yaml'
import type { JsonObject } from '../../language/json.ts'

/** A test file's text: every text in quotes, so that none is taken for a number or a "yes"; what is deep in one line. */
export function writeTest(file: JsonObject, comments: readonly string[]): string {
  const document = new Document(file)
  document.commentBefore = [
    'yaml-language-server: $schema=https://unpkg.com/callchart/schemas/test.schema.json',
    ...comments,
  ]
    .map((line) => ` ${line}`)
    .join('\n')
  visit(document, {
    Collection: (_, node, path) => {
      const depth = path.filter(isCollection).length
      if (depth >= deepest) node.flow = true
    },
  })
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 120 })
}

/** file, tests, the list, a step, its `expect`, and what that names. */
const deepest = 5
