// Turns a stack trace of a minified bundle back into lines of its sources, by its map.

import { basename } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

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
