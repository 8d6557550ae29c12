// A Stripe App as the preview serves it: its manifest and bundle, built from source or taken from the CLI's output, and
// refreshed when a file changes.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AppManifest } from './manifest.ts'
import { createBundler, type Bundler } from './bundle.ts'
import { readManifest } from './read-manifest.ts'
import { watchFiles } from './watch-files.ts'

/** What a page shows: the latest bundle that built, and the problems of the latest files. */
export type AppState = {
  /** Increments with every bundle. */
  build: number
  manifest: AppManifest
  code: Uint8Array
  warnings: string[]
  /** Why the latest files could not be built; empty on success. */
  problems: string[]
  buildMs: number
}

export type OpenedApp = {
  state(): AppState
  /** Calls the listener after each build, successful or failed. */
  subscribe(listener: (state: AppState) => void): () => void
  close(): Promise<void>
}

export type OpenAppOptions = {
  folder: string
  /** Name of the manifest file; `stripe-app.json` by default. */
  manifest?: string | undefined
  watch?: boolean | undefined
}

/** The app cannot be shown at all; the message is for a person. */
export class AppError extends Error {
  override name = 'AppError'
}

type Found = { manifest: AppManifest; warnings: string[]; files: string[] }

function manifestOf(file: string): Found {
  const read = readManifest(file)
  if (!read.ok)
    throw new AppError(
      ['The manifest cannot be used:', ...read.problems.map((text) => `  ${text}`)].join('\n'),
    )
  return read
}

const extensions = ['tsx', 'jsx', 'ts', 'js']

function missingViews(folder: string, manifest: AppManifest): string[] {
  return [...new Set(manifest.ui_extension.views.map(({ component }) => component))]
    .filter(
      (name) =>
        !extensions.some((extension) => existsSync(join(folder, 'src/views', `${name}.${extension}`))),
    )
    .map((name) => `The manifest names the component "${name}", but there is no src/views/${name}.tsx.`)
}

/** The output of `stripe apps build`, for a folder without sources. */
function findBuilt(folder: string): string | undefined {
  if (existsSync(join(folder, 'src/views'))) return undefined
  return ['.build/ext.js', '.build/ext.min.js']
    .map((name) => join(folder, name))
    .find((file) => existsSync(file))
}

const firstState = ({ manifest, warnings }: Found): AppState => ({
  build: 0,
  manifest,
  warnings,
  code: new Uint8Array(),
  problems: [],
  buildMs: 0,
})

function openBuilt(file: string, found: Found, watch: boolean): OpenedApp {
  const listeners = new Set<(state: AppState) => void>()
  let state: AppState = { ...firstState(found), build: 1, code: readFileSync(file) }
  const watching = watch
    ? watchFiles(() => {
        state = { ...state, build: state.build + 1, code: readFileSync(file) }
        for (const listener of listeners) listener(state)
      })
    : undefined
  watching?.follow([file])
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => watching?.close(),
  }
}

/** Builds from source, and rebuilds on change; one build at a time. */
class SourceApp implements OpenedApp {
  readonly #folder: string
  readonly #manifestFile: string
  readonly #listeners = new Set<(state: AppState) => void>()
  #bundler: Bundler
  #state: AppState
  #manifestText: string
  #running: Promise<void> = Promise.resolve()
  #watching: ReturnType<typeof watchFiles> | undefined

  constructor(folder: string, manifestFile: string, found: Found, bundler: Bundler) {
    this.#folder = folder
    this.#manifestFile = manifestFile
    this.#bundler = bundler
    this.#state = firstState(found)
    this.#manifestText = JSON.stringify(found.manifest)
  }

  state = (): AppState => this.#state

  subscribe = (listener: (state: AppState) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Builds once all builds requested earlier have finished. */
  refresh(): Promise<void> {
    this.#running = this.#running.then(() => this.#build())
    return this.#running
  }

  watch(): void {
    this.#watching = watchFiles(() => void this.refresh())
  }

  async close(): Promise<void> {
    this.#watching?.close()
    await this.#running
    await this.#bundler.close()
  }

  #update(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener(this.#state)
  }

  async #build(): Promise<void> {
    const read = readManifest(this.#manifestFile)
    if (!read.ok) {
      this.#watching?.follow(read.files)
      return this.#update({ problems: read.problems })
    }
    const text = JSON.stringify(read.manifest)
    if (text !== this.#manifestText) {
      await this.#bundler.close()
      this.#bundler = await createBundler(this.#folder, read.manifest)
      this.#manifestText = text
    }
    const { manifest, warnings } = read
    const missing = missingViews(this.#folder, manifest)
    const result = await this.#bundler.build()
    const inputs = result.ok ? result.bundle.inputs : result.inputs
    this.#watching?.follow([...inputs, ...read.files])
    if (!result.ok) return this.#update({ problems: missing.length > 0 ? missing : result.problems })
    const { code, ms } = result.bundle
    this.#update({ build: this.#state.build + 1, manifest, warnings, code, problems: [], buildMs: ms })
  }
}

/** Opens the app in a folder. Throws an AppError if there is nothing to show. */
export async function openApp({ folder, manifest, watch = false }: OpenAppOptions): Promise<OpenedApp> {
  const root = resolve(folder)
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new AppError(`There is no folder ${folder}.`)
  const manifestFile = resolve(root, manifest ?? 'stripe-app.json')
  const found = manifestOf(manifestFile)
  const built = findBuilt(root)
  if (built) return openBuilt(built, found, watch)
  const missing = missingViews(root, found.manifest)
  if (missing.length > 0) throw new AppError(missing.join('\n'))
  const app = new SourceApp(root, manifestFile, found, await createBundler(root, found.manifest))
  if (watch) app.watch()
  await app.refresh()
  const { problems, build } = app.state()
  if (build === 0 && !watch) {
    await app.close()
    throw new AppError(['The app does not build:', ...problems].join('\n\n'))
  }
  return app
}
