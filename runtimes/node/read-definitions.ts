// Imports tillside.config.ts directly: Node strips the types. The file and its imports can be read again later, and `tillside/config`
// resolves wherever the file is.

import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isConfig } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import * as definitions from '#definitions/entry.ts'

/** `files`: the author's files that were reached. */
export type DefinitionsResult =
  | { ok: true; config: TillsideConfig; files: readonly string[] }
  /** `problem` names the place in the author's file. */
  | { ok: false; problem: string; files: readonly string[] }

/** Marks the modules of one reading, so that the next reading does not take them from Node's cache. */
const mark = /\?tillside=(\d+)/
const files = new Map<string, Set<string>>()
let readings = 0

/** Reads the file and all that it imports. */
export async function readDefinitions(file: string): Promise<DefinitionsResult> {
  if (readings === 0) followImports()
  const number = String(++readings)
  const reached = new Set([file])
  files.set(number, reached)
  try {
    const module = await importNatively(`${pathToFileURL(file).href}?tillside=${number}`)
    const config =
      typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
    if (isConfig(config)) return { ok: true, config, files: [...reached] }
    const problem = `${file}: write "export default defineConfig({ … })"; the default export is something else, or missing`
    return { ok: false, problem, files: [...reached] }
  } catch (error) {
    return { ok: false, problem: problemOf(error, reached), files: [...reached] }
  }
}

/** Node's own import, even where a test runner replaces `import()`: it leaves modules with a `data:` URL alone. */
async function importNatively(url: string): Promise<unknown> {
  const native: unknown = await import(nativeLoader)
  return (native as { load: (url: string) => Promise<unknown> }).load(url)
}

const nativeLoader = 'data:text/javascript,export const load = (url) => import(url)'

/** Keeps the author's files and lines; frames of Node and of the gateway mean nothing to the author. */
function problemOf(error: unknown, reached: ReadonlySet<string>): string {
  if (!(error instanceof Error)) return `thrown: ${String(error).slice(0, 200)}`
  const lines = (error.stack ?? error.message).split('\n')
  const isAuthors = (line: string) => mark.test(line) || [...reached].some((file) => line.includes(file))
  const kept = lines.filter((line) => !/^\s+at /.test(line) || isAuthors(line))
  return kept.join('\n').replaceAll(new RegExp(mark, 'g'), '').trim()
}

const definitionsUrl = 'tillside:config'
const handedOver = Symbol.for('tillside.definitions')

type Hooks = Parameters<typeof registerHooks>[0]
type Resolve = Parameters<NonNullable<Hooks['resolve']>>

/**
 * Registers one pair of hooks per process; they affect only modules of a reading. `tillside/config` resolves to the gateway's own
 * instance of the module, so that `instanceof` works for its error classes. https://nodejs.org/api/module.html#customization-hooks
 */
function followImports(): void {
  Object.assign(globalThis, { [handedOver]: definitions })
  const names = Object.keys(definitions).join(', ')
  const source = `export const { ${names} } = globalThis[Symbol.for('tillside.definitions')]`
  registerHooks({
    resolve(specifier, context, next) {
      const number = mark.exec(context.parentURL ?? '')?.[1]
      const reached = number === undefined ? undefined : files.get(number)
      if (!reached) return next(specifier, context)
      if (specifier === 'tillside/config') return { url: definitionsUrl, shortCircuit: true }
      const found = resolveFrom(specifier, context, next)
      if (!found.url.startsWith('file:') || found.url.includes('/node_modules/')) return found
      reached.add(fileURLToPath(found.url))
      return { ...found, url: `${found.url.replace(/[?#].*$/, '')}?tillside=${number}` }
    },
    load(url, context, next) {
      if (url === definitionsUrl) return { format: 'module', source, shortCircuit: true }
      return next(url, mark.test(url) ? { ...context, format: formatOf(url) ?? context.format } : context)
    },
  })
}

/** Names the format, because without a package.json that declares it Node would guess, and warn. */
function formatOf(url: string): string | undefined {
  if (/\.m?ts\?/.test(url)) return 'module-typescript'
  return /\.m?js\?/.test(url) ? 'module' : undefined
}

/** Packages that are not installed beside the author's file, such as `zod`, resolve to ours. */
function resolveFrom(specifier: string, context: Resolve[1], next: Resolve[2]) {
  try {
    return next(specifier, context)
  } catch (error) {
    if (/^[./#]|^[a-z]+:/.test(specifier)) throw error
    try {
      return next(specifier, { ...context, parentURL: import.meta.url })
    } catch {
      // The first error names the author's file.
      throw error
    }
  }
}
