// Reads the configuration, for commands about its schedules.

import { parseConfig } from '#config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { loadDefinitions } from '../../../runtimes/node/load-definitions.ts'
import { openErrorLog } from '../../log.ts'

export async function readDefinitions(env: Record<string, unknown>): Promise<TillsideConfig> {
  const { config } = await loadDefinitions(parseConfig(env).definitionsFile, openErrorLog('warn'))
  return config
}
