// Turns the stack trace of an error in the Stripe App back into lines of its sources, with the map that was kept when the
// bundle was built. The shipped script does not name that map.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** Where the app's own build keeps its map; Stripe's command puts its own beside it. */
const keptMap = fileURLToPath(new URL('../../stripe-app/.build/ext.min.js.map', import.meta.url))

/** Function, then place, as V8 writes it (`at f (file:1:2)`) and as Firefox and Safari do (`f@file:1:2`). */
const frameShapes = [
  /^(\s*)at (?:async )?(?:(.+?) )?\(?([^\s()]+):(\d+):(\d+)\)?$/,
  /^(\s*)([^@\s]*)@(\S+):(\d+):(\d+)$/,
]

type Frame = { indent: string; name: string; file: string; line: number; column: number }

function parseFrame(text: string): Frame | undefined {
  for (const shape of frameShapes) {
    const [, indent = '', name = '', file, line, column] = shape.exec(text) ?? []
    if (file !== undefined) return { indent, name, file, line: Number(line), column: Number(column) }
  }
  return undefined
}

const isOurs = ({ file }: Frame, bundle: string) => basename(file.replace(/[?#].*$/, '')) === bundle

/** A stack trace with each frame of the bundle replaced by its place in the sources; everything else stays as it is. */
export function traceBack(stack: string, mapText: string, bundle = 'ext.min.js'): string {
  const map = new TraceMap(mapText)
  return stack
    .split('\n')
    .map((text) => {
      const frame = parseFrame(text)
      if (!frame || !isOurs(frame, bundle)) return text
      // Columns of stack traces begin at 1, those of maps at 0.
      const { source, line, column, name } = originalPositionFor(map, {
        line: frame.line,
        column: Math.max(frame.column - 1, 0),
      })
      if (source === null) return text
      const called = name ?? frame.name
      return `${frame.indent}at ${called ? `${called} ` : ''}(${source.replace(/^(?:\.\.\/)+/, '')}:${line}:${column + 1})`
    })
    .join('\n')
}

/** `tillside stack <file>`; `-` reads what is piped in. False when there is no map. */
export function printStack(file: string, mapFile: string = keptMap): boolean {
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
