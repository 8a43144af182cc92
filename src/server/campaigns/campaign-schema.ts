/** So many rows at most: their jobs are added in about a second, and their progress is counted in one reply. */
export const mostRows = 10_000

const length = { type: 'string', pattern: '^[1-9][0-9]{0,3}(s|m|h|d)$' } as const
const retry = (description: string) =>
  ({
    description,
    anyOf: [
      { const: false },
      {
        type: 'object',
        additionalProperties: false,
        required: ['times'],
        properties: { times: { type: 'integer', minimum: 0, maximum: 5 }, after: length },
      },
    ],
  }) as const

/**
 * What `POST /calls/campaigns` takes, in JSON Schema 2020-12. What is within a row is read beside it, so that a fault can name
 * row and column.
 */
export const campaignSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'calls'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$',
      description: 'What it is called from now on. Nothing personal: it is in logs.',
    },
    flow: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      description: 'Who speaks; a row may name another.',
    },
    language: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
    lasts: {
      ...length,
      description: 'Rows that have not been called by then are not called any more. Default 7d, at most 30d.',
    },
    pace: {
      type: 'object',
      additionalProperties: false,
      description: "Never more than the configuration's outbound.perMinute and atOnce, which are the default.",
      properties: {
        perMinute: { type: 'integer', minimum: 1, description: 'New calls a minute, evenly.' },
        atOnce: { type: 'integer', minimum: 1, description: 'Calls that ring or talk at a time.' },
      },
    },
    retry: {
      type: 'object',
      additionalProperties: false,
      description:
        'How often a row is called again, and how long after, by how its call came out. A person is never called again.',
      properties: {
        busy: retry('Default 3 times, after 10m.'),
        noanswer: retry('Default 2 times, after 1h.'),
        machine: retry('Default false: it has the message.'),
        failed: retry('Default once, after 15m.'),
      },
    },
    hours: {
      type: 'object',
      description: 'When, in the time zone of who is called: { "mon-fri": "10:00-12:00" }. Besides outbound.hours.',
      minProperties: 1,
      maxProperties: 10,
      propertyNames: {
        pattern: '^(daily|(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)$',
      },
      additionalProperties: {
        type: 'string',
        pattern: '^\\d\\d:\\d\\d-\\d\\d:\\d\\d( *, *\\d\\d:\\d\\d-\\d\\d:\\d\\d)*$',
      },
    },
    calls: {
      type: 'array',
      minItems: 1,
      maxItems: mostRows,
      description: 'To whom: to, and flow, language and inputs of its own.',
    },
  },
} as const
