// Maps the stack trace of a minified bundle back to its sources, using the source map.

import { basename } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** Function, then position, in the format of V8 (`at f (file:1:2)`) and of Firefox and Safari (`f@file:1:2`). */
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

/** Replaces each frame of the bundle with its position in the sources; leaves everything else unchanged. */
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
      const functionName = name ?? frame.name
      return `${frame.indent}at ${functionName ? `${functionName} ` : ''}(${source.replace(/^(?:\.\.\/)+/, '')}:${line}:${column + 1})`
    })
    .join('\n')
}
