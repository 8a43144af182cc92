import { basename } from 'node:path'
import { sharesOf, type Covered } from '../../../../engine/rehearsal/coverage.ts'
import { escapeXml } from '../../report/xml.ts'
import { byFile } from './lcov.ts'
import type { FlowCoverage } from './results.ts'

/** A page of the report, by the name of its file. */
export interface Page {
  readonly name: string
  readonly html: string
}

/**
 * Coverage for a browser: a table of the flows, and for every file its lines, each with what of it was reached and by which
 * tests. Everything is in the pages themselves: no script, nothing from elsewhere. What is missed is said in words, not by colour alone.
 */
export function htmlPages(coverage: readonly FlowCoverage[], texts: ReadonlyMap<string, string>): readonly Page[] {
  const files = byFile(coverage)
  const names = pageNames([...new Set([...coverage.map(({ file }) => file), ...files.keys()])])
  const index = page('Coverage of the flows', overview(coverage, names))
  const pages = [...names].map(([file, name]): Page => {
    const covered = files.get(file) ?? []
    const body = `<p><a href="index.html">All flows</a></p>\n${missedList(covered)}\n${source(texts.get(file) ?? '', covered)}`
    return { name, html: page(`Coverage of ${file}`, body) }
  })
  return [{ name: 'index.html', html: index }, ...pages]
}

/** A file each, told apart where two have the same name. */
function pageNames(files: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>(['index.html'])
  return new Map(
    files.map((file) => {
      const base = basename(file).replace(/[^\w.-]/g, '_')
      let name = `${base}.html`
      for (let n = 2; taken.has(name); n++) name = `${base}-${n}.html`
      taken.add(name)
      return [file, name]
    }),
  )
}

function overview(coverage: readonly FlowCoverage[], names: ReadonlyMap<string, string>): string {
  const kinds = Object.keys(sharesOf([]))
  const rows = coverage.map(({ flow, file, covered }) => {
    const cells = Object.values(sharesOf(covered)).map(
      ({ covered: reached, total, percent }) =>
        `<td class="${reached < total ? 'missed' : 'reached'}">${percent} % <small>(${reached} of ${total})</small></td>`,
    )
    return `<tr><th scope="row"><a href="${escapeXml(names.get(file) ?? '')}">${escapeXml(flow)}</a></th>${cells.join('')}</tr>`
  })
  const head = kinds.map((kind) => `<th scope="col">${kind}</th>`).join('')
  return `<table>\n<caption>What of each flow tests have reached</caption>\n<thead><tr><th scope="col">flow</th>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`
}

function missedList(covered: readonly Covered[]): string {
  const missed = covered.filter(({ hits }) => hits === 0)
  if (missed.length === 0) return '<p>Everything was reached.</p>'
  const items = missed.map(
    ({ kind, name, place }) => `<li><a href="#L${place.line}">Line ${place.line}</a>: ${kind} ${escapeXml(name)}</li>`,
  )
  return `<h2>Not reached: ${missed.length}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

function source(text: string, covered: readonly Covered[]): string {
  const rows = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => {
      const here = covered.filter(({ place }) => place.line === index + 1)
      const missed = here.some(({ hits }) => hits === 0)
      const style = here.length === 0 ? '' : missed ? ' class="missed"' : ' class="reached"'
      return `<tr id="L${index + 1}"${style}><th scope="row">${index + 1}</th><td><code>${escapeXml(line)}</code></td><td>${here.map(told).join('')}</td></tr>`
    })
  return `<h2>Lines</h2>\n<table class="source">\n<caption>Each line, and what of it tests have reached</caption>\n<thead><tr><th scope="col">line</th><th scope="col">flow</th><th scope="col">reached by</th></tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`
}

function told({ kind, name, hits, by }: Covered): string {
  const what = `${kind} ${escapeXml(name)}`
  if (hits === 0) return `<p><strong>not reached:</strong> ${what}</p>`
  const tests = by.map((test) => `<li>${escapeXml(test)}</li>`).join('')
  const times = hits === 1 ? 'once' : `${hits} times`
  return `<details><summary>${what}: ${times}</summary><ul>${tests}</ul></details>`
}

const style = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse } caption { text-align: left; padding: .5rem 0; font-weight: 600 }
th, td { text-align: left; vertical-align: top; padding: .1rem .75rem; border-bottom: 1px solid #ddd }
code { white-space: pre-wrap; font: 14px/1.5 ui-monospace, monospace } p, ul { margin: 0 0 .25rem }
.missed { background: #fde8e8; box-shadow: inset .3rem 0 #a40000 } .reached { box-shadow: inset .3rem 0 #1a7f37 }
a { color: #0b4f9e } a:focus-visible, summary:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #16181c } th, td { border-color: #3a3d44 } a { color: #8cc2ff }
  .missed { background: #4a1d1d; box-shadow: inset .3rem 0 #ff9a9a } .reached { box-shadow: inset .3rem 0 #6fdd8b }
}`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${style}
</style>
</head>
<body>
<main>
<h1>${escapeXml(title)}</h1>
${body}
</main>
</body>
</html>
`
}
