// What a sealed secret belongs to, as the associated data of its encryption: moved anywhere else it does not open.

import type { Bytes } from './base64url.ts'

/** It opens only where all of this is the same. */
export type Binding = { tenantId: string; purpose: string; accountId: string; mode: string; owner: string }

/** First part of every sealed text and of all associated data. */
export const version = 'v1'

const encoder = new TextEncoder()

/** As a JSON array: two different bindings never give the same bytes, and neither do two layers. */
export const associatedData = (
  layer: string,
  { tenantId, purpose, accountId, mode, owner }: Binding,
  ...more: string[]
): Bytes =>
  encoder.encode(JSON.stringify([version, layer, tenantId, purpose, accountId, mode, owner, ...more]))
