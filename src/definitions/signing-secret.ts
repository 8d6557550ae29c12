// The form of a secret that signs posts, as Standard Webhooks writes it.

const pattern = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/
const bytesMin = 24
const bytesMax = 64

export const problemOfSecret =
  'a secret is whsec_ and 24 to 64 bytes as base64; create one with: echo "whsec_$(openssl rand -base64 32)"'

/** Takes `unknown`, because an environment variable that is not set gives no text at all. */
export function isSigningSecret(secret: unknown): secret is string {
  const [, encoded] = (typeof secret === 'string' && pattern.exec(secret)) || []
  if (encoded === undefined) return false
  const bytes = (encoded.replace(/(?<!=)=+$/, '').length * 3) >> 2
  return bytes >= bytesMin && bytes <= bytesMax
}
