// tillside.config.ts, bundled with the gateway: there is no file to read where it runs.

import written from 'tillside:config'
import { ConfigError } from '#config.ts'
import { isConfig } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'

/** Throws `ConfigError` when the module exports something else. */
export function bundledDefinitions(): TillsideConfig {
  if (isConfig(written)) return written
  throw new ConfigError([
    'tillside:config in wrangler.jsonc: write "export default defineConfig({ … })"; the default export is something else',
  ])
}
