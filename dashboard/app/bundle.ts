// Bundles an extension as the Stripe CLI does: one script that sets __StripeExtExports and leaves React to the sandbox.
// Nothing is written into the app's folder.

import { basename, delimiter, resolve } from 'node:path'
import { context, formatMessages, type BuildContext, type BuildFailure, type Message } from 'esbuild'
import type { AppManifest } from './manifest.ts'

type Bundle = { code: Uint8Array; inputs: string[]; ms: number }
type BundleResult = { ok: true; bundle: Bundle } | { ok: false; problems: string[]; inputs: string[] }
export type Bundler = { build(): Promise<BundleResult>; close(): Promise<void> }

const identifier = /^[A-Za-z_$][\w$]*$/

/** The entry module that the CLI generates: exports every view by name and the manifest as default. */
function entryOf(manifest: AppManifest): string {
  const views = [...new Set(manifest.ui_extension.views.map(({ component }) => component))]
  const odd = views.find((view) => !identifier.test(basename(view)))
  if (odd) throw new Error(`"${odd}" cannot be the name of a component.`)
  return [
    ...views.map((view) => `import ${basename(view)} from ${JSON.stringify(`./src/views/${view}`)};`),
    `export * from '@stripe/ui-extension-sdk/version';`,
    `export const BUILD_TIME = ${JSON.stringify(new Date().toISOString())};`,
    `export { ${views.map((view) => basename(view)).join(', ')} };`,
    `export default ${JSON.stringify(manifest)};`,
  ].join('\n')
}

const isFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors)

const inWords = async (errors: Message[]): Promise<string[]> =>
  (await formatMessages(errors, { kind: 'error', color: false })).map((text) => text.trim())

async function open(folder: string, manifest: AppManifest): Promise<BuildContext> {
  return context({
    stdin: { contents: entryOf(manifest), resolveDir: folder, sourcefile: 'manifest.js', loader: 'js' },
    absWorkingDir: folder,
    bundle: true,
    write: false,
    outfile: resolve(folder, 'ext.js'),
    format: 'iife',
    globalName: '__StripeExtExports',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    external: ['react', 'react/jsx-runtime', '@remote-ui/react'],
    // Resolves NODE_PATH as Node does.
    nodePaths: (process.env['NODE_PATH'] ?? '').split(delimiter).filter((path) => path !== ''),
    define: { 'process.env.NODE_ENV': '"development"', 'process.env': '{}' },
    loader: { '.png': 'dataurl', '.jpg': 'dataurl', '.svg': 'dataurl' },
    sourcemap: 'inline',
    metafile: true,
    logLevel: 'silent',
  })
}

/** Builds incrementally: a second build parses only the files that changed. */
export async function createBundler(folder: string, manifest: AppManifest): Promise<Bundler> {
  const root = resolve(folder)
  const building = await open(root, manifest)
  let inputs: string[] = []
  return {
    async build() {
      const startedAt = performance.now()
      try {
        const { outputFiles, metafile } = await building.rebuild()
        const code = outputFiles?.[0]?.contents
        if (!code) throw new Error('esbuild wrote nothing')
        inputs = Object.keys(metafile?.inputs ?? {})
          .filter((name) => !name.includes('node_modules') && name !== '<stdin>')
          .map((name) => resolve(root, name))
        return { ok: true, bundle: { code, inputs, ms: performance.now() - startedAt } }
      } catch (error) {
        if (!isFailure(error)) throw error
        // A file that cannot be parsed is not in the list of inputs, but it is the one that will change.
        const broken = error.errors.flatMap(({ location }) =>
          location ? [resolve(root, location.file)] : [],
        )
        return { ok: false, problems: await inWords(error.errors), inputs: [...inputs, ...broken] }
      }
    },
    close: () => building.dispose(),
  }
}
