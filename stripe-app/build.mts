// Builds the extension as Stripe's command does, with one difference: the map stays beside the bundle and is not named in it,
// so that what is served does not lead to the sources. Writes .build/ext.min.js and .build/ext.min.js.map; prints the size.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export type Manifest = { version: string; ui_extension: { views: { viewport: string; component: string }[] } }

const here = fileURLToPath(new URL('.', import.meta.url))

/** These come from the page that hosts the extension, so that both sides share one React. */
const given = new Set(['react', 'react/jsx-runtime', '@remote-ui/react'])

/** The module that Stripe's command generates: every view of the manifest under its component's name. */
export function entryOf(manifest: Manifest, builtAt: string): string {
  const components = [...new Set(manifest.ui_extension.views.map(({ component }) => component))]
  return [
    ...components.map((component) => `import ${component} from './src/views/${component}'`),
    `export * from '@stripe/ui-extension-sdk/version'`,
    `export const BUILD_TIME = ${JSON.stringify(builtAt)}`,
    `export { ${components.join(', ')} }`,
    `export default ${JSON.stringify(manifest)}`,
  ].join('\n')
}

export type Built = { js: string; map: string; bytes: number; gzipBytes: number }

/** Builds into memory. */
export async function buildExtension(builtAt: string): Promise<Built> {
  const manifest = JSON.parse(readFileSync(`${here}stripe-app.json`, 'utf8')) as Manifest
  const { outputFiles } = await build({
    stdin: {
      contents: entryOf(manifest, builtAt),
      resolveDir: here,
      sourcefile: 'manifest.ts',
      loader: 'ts',
    },
    outfile: `${here}.build/ext.min.js`,
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: '__StripeExtExports',
    target: 'es2022',
    jsx: 'automatic',
    sourcemap: 'external',
    sourcesContent: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    plugins: [
      {
        name: 'given-by-the-page',
        setup: (plugin) => {
          plugin.onResolve({ filter: /^(react|@remote-ui\/react)/ }, ({ path }) =>
            given.has(path) ? { path, namespace: 'given' } : undefined,
          )
          plugin.onLoad({ filter: /.*/, namespace: 'given' }, ({ path }) => ({
            contents: `module.exports = globalThis.require(${JSON.stringify(path)})`,
          }))
        },
      },
    ],
  })
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const js = textOf('.js')
  return {
    js,
    map: textOf('.map'),
    bytes: Buffer.byteLength(js),
    gzipBytes: gzipSync(js, { level: 9 }).byteLength,
  }
}

if (import.meta.main) {
  const { js, map, bytes, gzipBytes } = await buildExtension(new Date().toISOString())
  mkdirSync(`${here}.build`, { recursive: true })
  writeFileSync(`${here}.build/ext.min.js`, js)
  writeFileSync(`${here}.build/ext.min.js.map`, map)
  process.stdout.write(`.build/ext.min.js ${bytes} bytes, ${gzipBytes} gzip\n`)
}
