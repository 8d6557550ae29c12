// Opens what tillside.config.ts declares, on Node. The file is read at start, and in development again whenever it changes.

import { assembleExtensions, type AssembledExtensions, type ExtensionsDeps } from '../compose/extensions.ts'
import { loadDefinitions, watchDefinitions } from './load-definitions.ts'
import { nodeSourceRuntime } from './open-sql.ts'

export type ExtensionsOptions = Pick<ExtensionsDeps, 'onPanelFailure'> & {
  /** Reads the file again whenever it changes: for development. */
  watch?: boolean
  /** Called after each further reading with the file's problem, or `undefined` if it has none. */
  onReading?: (problem: string | undefined) => void
}

export type OpenExtensions = Omit<AssembledExtensions, 'replace'>

/** Throws `ConfigError` when the file has a problem. */
export async function openExtensions(
  deps: Omit<ExtensionsDeps, 'runtime' | 'onPanelFailure'>,
  { watch = false, onReading, onPanelFailure }: ExtensionsOptions = {},
): Promise<OpenExtensions> {
  const { definitionsFile } = deps.config
  const { log } = deps.ports
  const first = await loadDefinitions(definitionsFile, log)
  const { replace, close, ...assembled } = assembleExtensions(first.config, {
    ...deps,
    runtime: nodeSourceRuntime,
    ...(onPanelFailure ? { onPanelFailure } : {}),
  })
  const options = { first, log, apply: replace, ...(onReading ? { onReading } : {}) }
  const stop = watch ? watchDefinitions(definitionsFile, options) : () => undefined
  return {
    ...assembled,
    async close() {
      stop()
      await close()
    },
  }
}
