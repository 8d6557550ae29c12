// Turns a stack of the bundle into lines of the sources, by the map that the bundle brings along.

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

/** React and the sandbox say nothing about the app. */
const withoutSandbox = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !line.includes('/sandbox.js:'))
    .join('\n')
    .trim()

/** Lines elsewhere stay as they are; so does everything where the bundle has no map. */
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
