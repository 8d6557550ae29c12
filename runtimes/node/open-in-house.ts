// What tillside.config.ts declares, on Node: the file is read at the start, and in development again whenever it changes.

import { assembleInHouse, type AssembledInHouse, type InHouseMeans } from '../assemble-in-house.ts'
import { loadDefinitions, watchDefinitions } from './load-definitions.ts'
import { nodeSourceRuntime } from './open-sql.ts'

export type InHouseOptions = Pick<InHouseMeans, 'onPanelFailure'> & {
  /** Reads the file again whenever it changes: for development. */
  watch?: boolean
  /** What is wrong with the file as it is now; `undefined` when it was read again. */
  onReading?: (problem: string | undefined) => void
}

export type OpenInHouse = Omit<AssembledInHouse, 'replace'>

/** Throws `ConfigError` when the file needs attention. */
export async function openInHouse(
  means: Omit<InHouseMeans, 'runtime' | 'onPanelFailure'>,
  { watch = false, onReading, onPanelFailure }: InHouseOptions = {},
): Promise<OpenInHouse> {
  const { definitionsFile } = means.config
  const { log } = means.ports
  const first = await loadDefinitions(definitionsFile, log)
  const { replace, close, ...assembled } = assembleInHouse(first.config, {
    ...means,
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
