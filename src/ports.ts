// What a runtime hands to the gateway: network, time, randomness, log. Injected, never asked for, so tests hold all of it.

import type { Log } from './log.ts'

/** Digests of texts' UTF-8 bytes, as lower-case hex. */
export interface Hasher {
  hmacSha256(secret: string, text: string): string | Promise<string>
  sha256(text: string): string | Promise<string>
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
  /**
   * Runs `work`. `onStray` hears of failures that it leaves behind, then and later: thrown in a timer, or of a promise that
   * nobody awaits. For runtimes where such a failure would end the process.
   */
  catchStrays?: <T>(work: () => Promise<T>, onStray: (error: unknown) => void) => Promise<T>
  /** The current one, where a runtime ends all that is under way with it. */
  invocation?: () => Invocation
  log: Log
}
