#!/usr/bin/env node
// by its namespace: an older Node has no such export, and would say so instead of what is below
import * as module from 'node:module'

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `Callchart needs Node 24 or newer, and this is ${process.versions.node}. Get it at https://nodejs.org, or with your version manager: nvm install 24.`,
  )
  process.exitCode = 2
} else {
  // Half of what a short command takes is reading its modules; where there is no folder for the cache, they are read.
  module.enableCompileCache()
  const { runMain } = await import('./main.ts')
  await runMain(process.argv.slice(2))
}
