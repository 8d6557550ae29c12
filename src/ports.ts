// What a runtime hands to the gateway: network, time, randomness, log. Injected, never asked for, so tests hold all of it.

import type { Log } from './log.ts'

/** Digests of texts' UTF-8 bytes, as lower-case hex. */
export interface Hasher {
  hmacSha256(secret: string, text: string): string | Promise<string>
  sha256(text: string): string | Promise<string>
}

type Bytes = Uint8Array<ArrayBuffer>

/** A message of the vault; what it is bound to is authenticated and not part of the result. */
type CipherMessage = { iv: Bytes; bytes: Bytes; additionalData: Bytes }

/** The vault's cryptography, over raw bytes. Every implementation gives the same ones. */
export interface Cipher {
  /** AES-256-GCM, with the tag at the end. */
  encrypt(key: Bytes, message: CipherMessage): Bytes | Promise<Bytes>
  /** `undefined` when anything was changed, or the key is another. */
  decrypt(key: Bytes, message: CipherMessage): Bytes | undefined | Promise<Bytes | undefined>
  /** HKDF with SHA-256 and no salt: 32 bytes. */
  derive(secret: Bytes, info: Bytes): Bytes | Promise<Bytes>
  /** X25519: 32 bytes; `undefined` for a public key that would give everybody the same. */
  agree(privateKey: Bytes, publicKey: Bytes): Bytes | undefined | Promise<Bytes | undefined>
}

/** One request, or one look for due work. */
export interface Invocation {
  /** Lets `work` come to its end after the answer. */
  waitUntil: (work: Promise<unknown>) => void
}

export interface Ports {
  /** Outgoing HTTP. Callers set `redirect: 'manual'` and a signal. */
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Milliseconds since the epoch. */
  now: () => number
  /** Resolves after `ms` milliseconds, or rejects when `signal` aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Cryptographically strong random bytes. */
  randomBytes: (length: number) => Uint8Array
  /** Where the runtime has a faster one than WebCrypto. */
  hasher?: Hasher
  /** The same for the vault. */
  cipher?: Cipher
  /**
   * Runs `work`. `onStray` hears of failures that it leaves behind, then and later: thrown in a timer, or of a promise that
   * nobody awaits. For runtimes where such a failure would end the process.
   */
  catchStrays?: <T>(work: () => Promise<T>, onStray: (error: unknown) => void) => Promise<T>
  /** The current one, where a runtime ends all that is under way with it. */
  invocation?: () => Invocation
  log: Log
}
