/** The line's id of the one call of a world. */
export const lineId = 'CA00000000000000000000000000000001'
export const accountSid = 'AC00000000000000000000000000000001'
export const publicUrl = 'https://calls.example'
/** Status 503: the line tells it again. */
export const failedStatus = 'failed'
