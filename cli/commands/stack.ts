// tillside stack: maps a stack trace of the Stripe App back to its sources, with the source map kept when the bundle was built. The
// shipped script does not refer to that map.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { needPreviewPackage } from '../preview-package.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('stack')
    .description('Map a stack trace of the Stripe App back to lines of its sources.')
    .argument('<file>', 'the trace; - reads standard input')
    .option('--map <file>', 'the source map kept with the build (default: from the last build here)')
    .action(async (file: string, { map }: { map?: string }) => {
      if (!(await printStack(file, map))) process.exitCode = 1
    })

/** Where the app's build keeps its source map; Stripe's command puts its own beside it. */
const keptMap = fileURLToPath(new URL('../../stripe-app/.build/ext.min.js.map', import.meta.url))

/** Returns false if there is no map. */
async function printStack(file: string, mapFile: string = keptMap): Promise<boolean> {
  const { traceBack } = await needPreviewPackage()
  const stack = readFileSync(file === '-' ? 0 : file, 'utf8')
  let mapText: string
  try {
    mapText = readFileSync(mapFile, 'utf8')
  } catch {
    console.error(
      `There is no source map at ${mapFile}. Build the app (npm run build in stripe-app), or name the map with --map.`,
    )
    return false
  }
  console.log(traceBack(stack, mapText, basename(mapFile).replace(/\.map$/, '')).trimEnd())
  return true
}
