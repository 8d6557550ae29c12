// tillside.config.ts, bundled with the gateway: there is no file to read where it runs.

import written from 'tillside:config'
import { ConfigError } from '#config.ts'
import { isConfig } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'

const problem = (text: string) => new ConfigError([`tillside:config in wrangler.jsonc: ${text}`])

/** Throws `ConfigError` when the module exports something else, or declares something that does not exist on Workers. */
export function bundledDefinitions(): TillsideConfig {
  if (!isConfig(written))
    throw problem('write "export default defineConfig({ … })"; the default export is something else')
  // An address cannot be checked before it is contacted, because `fetch` resolves names by itself.
  if (written.endpoints.length > 0)
    throw problem('endpoints: events are passed on by the gateway on Node, not on this runtime')
  return written
}
