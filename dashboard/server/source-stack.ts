// Maps a stack of the bundle to lines of its sources, using the bundle's inline source map.

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

const mapMark = 'sourceMappingURL=data:application/json;base64,'

function mapOf(code: Uint8Array): TraceMap | undefined {
  const text = Buffer.from(code).toString('latin1')
  const at = text.lastIndexOf(mapMark)
  if (at < 0) return undefined
  try {
    return new TraceMap(
      Buffer.from(text.slice(at + mapMark.length).split(/\s/)[0] ?? '', 'base64').toString('utf8'),
    )
  } catch {
    return undefined
  }
}

/** Drops frames of React and the sandbox, which tell nothing about the app. */
const withoutSandbox = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !line.includes('/sandbox.js:'))
    .join('\n')
    .trim()

/** Other lines stay unchanged, and so do all lines if the bundle has no source map. */
export function sourceStack(stack: string, code: Uint8Array): string {
  const map = mapOf(code)
  const own = withoutSandbox(stack)
  if (!map) return own
  return own.replaceAll(
    /https?:\/\/[^\s()]+\/ext\.js[^\s():]*:(\d+):(\d+)/g,
    (place, line: string, column: string) => {
      const {
        source,
        line: at,
        column: over,
      } = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 })
      return source === null ? place : `${source}:${at}:${(over ?? 0) + 1}`
    },
  )
}
