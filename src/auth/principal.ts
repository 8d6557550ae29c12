// Who makes a request, proven.

export type Principal = {
  kind: 'secret_header' | 'connection_key'
  tenantId: string
  /** Id of the connection key. */
  keyId?: string
  /** For people: the connection key's name, or `secret header`. */
  name: string
}

/** Self-hosting is one tenant, from configuration. */
export const selfTenantId = 'self'
