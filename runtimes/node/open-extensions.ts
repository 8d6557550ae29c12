// Opens what tillside.config.ts declares, on Node. The file is read at start, and in development again whenever it changes.

import { warningsOf } from '#definitions/names/check-names.ts'
import { assembleExtensions, type AssembledExtensions, type ExtensionsDeps } from '../compose/extensions.ts'
import { loadDefinitions, watchDefinitions, type OnReading } from './load-definitions.ts'
import { openOutside } from './open-outside.ts'
import { nodeSourceRuntime } from './open-sql.ts'

export type ExtensionsOptions = Pick<ExtensionsDeps, 'onPanelFailure'> & {
  /** Reads the file again whenever it changes: for development. */
  watch?: boolean
  /** The ports that the gateway listens on, once it does: it never calls itself. */
  ownPorts?: () => readonly number[]
  onReading?: OnReading
}

export type OpenExtensions = Omit<AssembledExtensions, 'replace'>

/** Throws `ConfigError` when the file has a problem. */
export async function openExtensions(
  deps: Omit<ExtensionsDeps, 'runtime' | 'onPanelFailure'>,
  { watch = false, onReading, onPanelFailure, ownPorts = () => [] }: ExtensionsOptions = {},
): Promise<OpenExtensions> {
  const { definitionsFile } = deps.config
  const { log } = deps.ports
  const first = await loadDefinitions(definitionsFile, log)
  const outside = openOutside({ config: deps.config, ownPorts })
  const { replace, close, ...assembled } = assembleExtensions(first.config, {
    ...deps,
    runtime: { ...nodeSourceRuntime, fetchOutside: outside.fetchOutside },
    ...(onPanelFailure ? { onPanelFailure } : {}),
  })
  onReading?.(undefined, warningsOf(first.config))
  const options = { first, log, apply: replace, ...(onReading ? { onReading } : {}) }
  const stop = watch ? watchDefinitions(definitionsFile, options) : () => undefined
  return {
    ...assembled,
    async close() {
      stop()
      await close()
      await outside.close()
    },
  }
}
