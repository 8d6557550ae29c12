// tillside stack: turns the stack trace of an error in the Stripe App back into lines of its sources, with the map that was kept when the
// bundle was built. The shipped script does not name that map.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { traceBack } from '../../dashboard/app/trace-back.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('stack')
    .description('Turn a stack trace of the Stripe App back into lines of its sources.')
    .argument('<file>', 'the trace; - reads what is piped in')
    .option('--map <file>', 'the map kept with the build (default: that of the last build here)')
    .action((file: string, { map }: { map?: string }) => {
      if (!printStack(file, map)) process.exitCode = 1
    })

/** Where the app's own build keeps its map; Stripe's command puts its own beside it. */
const keptMap = fileURLToPath(new URL('../../stripe-app/.build/ext.min.js.map', import.meta.url))

/** False when there is no map. */
function printStack(file: string, mapFile: string = keptMap): boolean {
  const stack = readFileSync(file === '-' ? 0 : file, 'utf8')
  let mapText: string
  try {
    mapText = readFileSync(mapFile, 'utf8')
  } catch {
    console.error(
      `There is no map at ${mapFile}. Build the app (npm run build in stripe-app), or name the map of the build with --map.`,
    )
    return false
  }
  console.log(traceBack(stack, mapText, basename(mapFile).replace(/\.map$/, '')).trimEnd())
  return true
}
