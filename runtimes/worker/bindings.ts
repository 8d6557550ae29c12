// Reads what Cloudflare binds beside the settings, and checks its shape: bindings come from wrangler.jsonc, by name.

/** The static files; https://developers.cloudflare.com/workers/static-assets/binding/ */
export interface AssetBinding {
  fetch(address: URL): Promise<Response>
}

/** Cloudflare's e-mail binding; https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ */
export interface MailBinding {
  send(mail: {
    from: { email: string; name?: string }
    to: string
    subject: string
    text: string
    html: string
    headers: Record<string, string>
  }): Promise<unknown>
}

export type Bindings = {
  assets?: AssetBinding
  /** Postgres through Hyperdrive. */
  connectionString?: string
  /** Sends mails, where hosted. */
  mail?: MailBinding
}

const isAssetBinding = (value: unknown): value is AssetBinding =>
  typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function'

const isMailBinding = (value: unknown): value is MailBinding =>
  typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function'

/** Reads `HYPERDRIVE`, `ASSETS` and `MAIL`, where bound. */
export function readBindings({
  ASSETS: assets,
  HYPERDRIVE: hyperdrive,
  MAIL: mail,
}: Record<string, unknown>): Bindings {
  const connectionString =
    typeof hyperdrive === 'object' && hyperdrive !== null && 'connectionString' in hyperdrive
      ? hyperdrive.connectionString
      : undefined
  return {
    ...(isAssetBinding(assets) ? { assets } : {}),
    ...(isMailBinding(mail) ? { mail } : {}),
    ...(typeof connectionString === 'string' ? { connectionString } : {}),
  }
}
