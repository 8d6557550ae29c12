// A tenant's roots: X25519 key pairs that seal its secrets. Whoever has the public half can seal, so that a Stripe key is added or
// replaced without an opener; only the private half opens. It is stored wrapped twice: inside under an opener, outside under the
// key-encryption key, so that neither a copy of the database with that key nor an opener alone opens anything, and `vault rotate`
// exchanges the outer layer without an opener. A standing wrap has the outer layer only.

import type { Cipher } from '#ports.ts'
import { Secret } from '#secret.ts'
import { toBytes, toText, type Bytes } from './base64url.ts'
import { associatedData, type Binding } from './binding.ts'
import type { Opener, OpenerKind } from './openers.ts'
import { VaultError } from './vault-error.ts'
import type { Vault } from './vault.ts'
import { webCipher } from './web-cipher.ts'

/** `keys` seals Stripe keys. `standing` seals what must open without a person: app secrets, signing secrets, remote secrets. */
type RootPurpose = 'keys' | 'standing'
export type RootPlace = { tenantId: string; purpose: RootPurpose; rootId: string }

/** Which wrap of a root: that of an opener, or the standing one. */
export type WrapName = { kind: OpenerKind | 'standing'; id: string }
export const standingWrap: WrapName = { kind: 'standing', id: '' }

/** A root while it is open. `forget` overwrites it. */
export type OpenRoot = { place: RootPlace; privateHalf: Bytes; forget: () => void }

export interface Roots {
  /** A new root, open. Its public half is authenticated: who can only write to the database cannot put another in its place. */
  create(place: RootPlace): Promise<{ root: OpenRoot; publicHalf: string }>
  wrap(root: OpenRoot, opener: Opener | typeof standingWrap): Promise<string>
  /** Throws `VaultError` for another opener, root or row, and after any change. */
  unwrap(place: RootPlace, wrapped: string, opener: Opener | typeof standingWrap): Promise<OpenRoot>
  /** Needs no opener. */
  seal(text: string, to: { place: RootPlace; publicHalf: string; binding: Binding }): Promise<string>
  open(root: OpenRoot, sealed: string, binding: Binding): Promise<Secret>
}

const ivBytes = 12
const keyBytes = 32
/** X25519 with the base point gives the public half. https://www.rfc-editor.org/rfc/rfc7748#section-6.1 */
const basePoint = Uint8Array.from({ length: keyBytes }, (_, at) => (at === 0 ? 9 : 0))
const encoder = new TextEncoder()

const bindingOf = ({ tenantId, purpose, rootId }: RootPlace, ...row: string[]): Binding => ({
  tenantId,
  purpose: `root:${purpose}`,
  accountId: '',
  mode: '',
  owner: JSON.stringify([rootId, ...row]),
})
/** Where the public half belongs. */
export const bindingOfPublicHalf = (place: RootPlace): Binding => bindingOf(place)
/** Where a wrap belongs. */
export const bindingOfWrap = (place: RootPlace, { kind, id }: { kind: string; id: string }): Binding =>
  bindingOf(place, kind, id)

export function createRoots(
  vault: Vault,
  randomBytes: (length: number) => Uint8Array,
  cipher: Cipher = webCipher,
): Roots {
  const draw = (length: number) => Uint8Array.from(randomBytes(length))
  const openRoot = (place: RootPlace, privateHalf: Bytes): OpenRoot => {
    if (privateHalf.length !== keyBytes) throw new VaultError('not_authentic')
    return { place, privateHalf, forget: () => void privateHalf.fill(0) }
  }

  async function agree(privateHalf: Bytes, publicHalf: Bytes): Promise<Bytes> {
    const shared = await cipher.agree(privateHalf, publicHalf)
    if (!shared) throw new VaultError('not_authentic')
    return shared
  }

  /** The random part first, then what AES-GCM gives. */
  async function encrypt(key: Bytes, bytes: Bytes, additionalData: Bytes): Promise<Bytes> {
    const iv = draw(ivBytes)
    return join(iv, await cipher.encrypt(key, { iv, bytes, additionalData }))
  }

  async function decrypt(key: Bytes, all: Bytes, additionalData: Bytes): Promise<Bytes> {
    const [iv, bytes] = [all.slice(0, ivBytes), all.slice(ivBytes)]
    const opened = await cipher.decrypt(key, { iv, bytes, additionalData })
    key.fill(0)
    if (!opened) throw new VaultError('not_authentic')
    return opened
  }

  /** Of the opener's text, for this wrap alone. */
  const keyOf = async ({ secret }: Opener, binding: Binding) =>
    cipher.derive(encoder.encode(secret.reveal()), associatedData('opener', binding))

  /** The key of one sealed secret: of a one-time pair and the root. */
  async function keyOfBox(shared: Bytes, oneTime: Bytes, layer: Bytes): Promise<Bytes> {
    const key = await cipher.derive(shared, join(oneTime, layer))
    shared.fill(0)
    return key
  }

  return {
    async create(place) {
      const privateHalf = draw(keyBytes)
      const publicHalf = toText(await agree(privateHalf, basePoint))
      return {
        root: openRoot(place, privateHalf),
        publicHalf: await vault.seal(publicHalf, bindingOfPublicHalf(place)),
      }
    },
    async wrap({ place, privateHalf }, opener) {
      const binding = bindingOfWrap(place, opener)
      const inner = isOpener(opener)
        ? await encrypt(await keyOf(opener, binding), privateHalf, associatedData('wrap', binding))
        : privateHalf
      return vault.seal(toText(inner), binding)
    },
    async unwrap(place, wrapped, opener) {
      const binding = bindingOfWrap(place, opener)
      const inner = toBytes((await vault.open(wrapped, binding)).reveal())
      if (!isOpener(opener)) return openRoot(place, inner)
      const key = await keyOf(opener, binding)
      return openRoot(place, await decrypt(key, inner, associatedData('wrap', binding)))
    },
    async seal(text, { place, publicHalf, binding }) {
      const opened = await vault.open(publicHalf, bindingOfPublicHalf(place))
      const oneTime = draw(keyBytes)
      const shown = await agree(oneTime, basePoint)
      const shared = await agree(oneTime, toBytes(opened.reveal()))
      oneTime.fill(0)
      const layer = associatedData('box', binding, place.tenantId, place.purpose, place.rootId)
      const key = await keyOfBox(shared, shown, layer)
      const sealed = await encrypt(key, encoder.encode(text), layer)
      key.fill(0)
      return vault.seal(toText(join(shown, sealed)), binding)
    },
    async open({ place, privateHalf }, sealed, binding) {
      const all = toBytes((await vault.open(sealed, binding)).reveal())
      if (all.length < keyBytes + ivBytes) throw new VaultError('malformed')
      const [shown, rest] = [all.slice(0, keyBytes), all.slice(keyBytes)]
      const layer = associatedData('box', binding, place.tenantId, place.purpose, place.rootId)
      const key = await keyOfBox(await agree(privateHalf, shown), shown, layer)
      const bytes = await decrypt(key, rest, layer)
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      bytes.fill(0)
      return new Secret(text)
    },
  }
}

const isOpener = (opener: Opener | typeof standingWrap): opener is Opener => 'secret' in opener

function join(first: Bytes, second: Bytes): Bytes {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
