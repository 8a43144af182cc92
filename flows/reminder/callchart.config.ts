import { defineConfig } from '../../src/define-config.ts'

/**
 * A surgery's reminders as a project of their own: `callchart serve --project flows/reminder`, and then `callchart call --to
 * +447700900123 --flow reminder --set appointment=A77 --set patient="Anna Berger" --set born=1980-03-14 --set
 * at=2026-10-13T10:30:00+01:00`.
 */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  destinations: { reception: '+441632960151' },
  outbound: {
    from: '+441632960150',
    flows: ['reminder'],
    to: { '+44': 'Europe/London', '+449': false },
    hours: { 'mon-fri': '09:00-19:00', sat: '10:00-16:00' },
  },
})
