// Stack traces of a minified script are mapped back to its sources.

import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { traceBack } from './trace-back.ts'

async function minified() {
  const contents = `export function payRefund(order) {\n  return order.missing.amount\n}\n\nglobalThis.begin = () => payRefund({})\n`
  const { outputFiles } = await build({
    stdin: { contents, sourcefile: 'src/refund.ts', loader: 'ts' },
    outfile: 'ext.min.js',
    write: false,
    minify: true,
    bundle: true,
    format: 'iife',
    sourcemap: 'external',
  })
  const [map, js] = ['.map', '.js'].map(
    (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '',
  )
  return { js: js ?? '', map: map ?? '' }
}

test('maps each frame of the bundle to file, line and column of its source, and leaves other frames', async () => {
  const { js, map } = await minified()
  const column = js.indexOf('.missing') + 2
  const frame = `https://b.example/ext/com.tillside.panels/ext.min.js:1:${column}`
  const stack = `TypeError: x\n    at Xa (${frame})\n    at ${frame}\n    at https://b.example/react.js:1:9`
  const lines = traceBack(stack, map).split('\n')
  expect(lines[0]).toBe('TypeError: x')
  expect(lines[1]).toMatch(/^ {4}at \S+ \(src\/refund\.ts:2:\d+\)$/)
  expect(lines[2]).toMatch(/\(src\/refund\.ts:2:\d+\)$/)
  expect(lines[3]).toBe('    at https://b.example/react.js:1:9')
})

test('reads frames in the format of Firefox and Safari', async () => {
  const { js, map } = await minified()
  const column = js.indexOf('.missing') + 2
  expect(traceBack(`Xa@https://b.example/ext.min.js:1:${column}`, map)).toMatch(/src\/refund\.ts:2/)
})

test('leaves a position that is not in the map unchanged', async () => {
  const { map } = await minified()
  expect(traceBack('    at Xa (ext.min.js:999:1)', map)).toBe('    at Xa (ext.min.js:999:1)')
})
