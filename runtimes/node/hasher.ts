// Computes digests synchronously: on Node WebCrypto takes ten times as long for texts this short (npm run bench:signature).

import { createHmac, hash } from 'node:crypto'
import type { Hasher } from '#ports.ts'

export const nodeHasher = {
  hmacSha256: (secret: string, text: string): string =>
    createHmac('sha256', secret).update(text).digest('hex'),
  sha256: (text: string): string => hash('sha256', text, 'hex'),
} satisfies Hasher
