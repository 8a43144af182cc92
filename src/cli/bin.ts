#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Half of what a short command takes is reading its modules; where there is no folder for the cache, they are read.
enableCompileCache()
const { runMain } = await import('./main.ts')

await runMain(process.argv.slice(2))
