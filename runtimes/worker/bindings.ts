// Reads what Cloudflare binds beside the settings, and checks its shape: bindings come from wrangler.jsonc, by name.

/** The static files; https://developers.cloudflare.com/workers/static-assets/binding/ */
export interface AssetBinding {
  fetch(address: URL): Promise<Response>
}

export type Bindings = {
  assets?: AssetBinding
  /** Postgres through Hyperdrive. */
  connectionString?: string
}

const isAssetBinding = (value: unknown): value is AssetBinding =>
  typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function'

/** Reads `HYPERDRIVE` and `ASSETS`, where bound. */
export function readBindings({ ASSETS: assets, HYPERDRIVE: hyperdrive }: Record<string, unknown>): Bindings {
  const connectionString =
    typeof hyperdrive === 'object' && hyperdrive !== null && 'connectionString' in hyperdrive
      ? hyperdrive.connectionString
      : undefined
  return {
    ...(isAssetBinding(assets) ? { assets } : {}),
    ...(typeof connectionString === 'string' ? { connectionString } : {}),
  }
}
