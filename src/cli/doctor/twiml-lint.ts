/** What may lie in what. https://www.twilio.com/docs/voice/twiml: as much of it as we write. */
const inside: Readonly<Record<string, readonly string[]>> = {
  Response: ['Connect', 'Dial', 'Gather', 'Hangup', 'Pause', 'Play', 'Record', 'Redirect', 'Say'],
  Connect: ['Stream'],
  Stream: ['Parameter'],
  Dial: ['Number', 'Sip', 'Conference'],
  Gather: ['Say', 'Pause', 'Play'],
}

/** Attributes and texts that are addresses, and what Twilio takes in them. */
const addresses: Readonly<Record<string, RegExp>> = {
  'Stream url': /^wss:\/\/[^?#]+$/,
  'Stream statusCallback': /^https:\/\//,
  'Connect action': /^https:\/\//,
  'Dial action': /^https:\/\//,
  'Redirect ': /^https:\/\//,
}

/** What Twilio would refuse in a document, a sentence each; none is well. Plain http to this machine itself is let pass. */
export function lintTwiml(xml: string): readonly string[] {
  const faults: string[] = []
  const open: string[] = []
  const address = (what: string, value: string): void => {
    const takes = addresses[what]
    const isHere = /^(?:http|ws):\/\/(?:127\.|localhost|\[::1\])/.test(value)
    if (takes !== undefined && !takes.test(value) && !isHere) faults.push(`<${what.trim()}> cannot be "${value}".`)
  }
  let end = 0
  for (const match of xml.matchAll(token)) {
    if (match.index !== end) faults.push(`It is not well-formed at character ${end}.`)
    end = match.index + match[0].length
    const [, closing, name, attributes = '', empty, text = ''] = match
    const top = open.at(-1)
    if (name === undefined) {
      if (text.trim() !== '' && top !== undefined) address(`${top} `, text.trim())
      continue
    }
    if (closing === '/') {
      if (open.pop() !== name) faults.push(`</${name}> closes nothing.`)
      continue
    }
    if (top === undefined ? name !== 'Response' : !(inside[top] ?? []).includes(name))
      faults.push(`<${name}> cannot lie in ${top === undefined ? 'a document' : `<${top}>`}.`)
    let size = 0
    for (const [, key = '', value = ''] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      address(`${name} ${key}`, value)
      size += value.length
    }
    // Name and value of a parameter together have fewer than 500 characters.
    if (name === 'Parameter' && size >= 500) faults.push(`A <Parameter> has ${size} characters: Twilio takes 499.`)
    if (empty !== '/') open.push(name)
  }
  if (end !== xml.length || open.length > 0) faults.push(`It is not well-formed at character ${end}.`)
  // https://www.twilio.com/docs/errors/11750
  if (xml.length > 64_000) faults.push('It is longer than the 64 kB that Twilio takes.')
  return faults
}

const token = /<\?[^>]*\?>|<(\/?)([A-Za-z]\w*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g
