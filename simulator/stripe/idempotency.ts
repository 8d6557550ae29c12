// POST with an Idempotency-Key: repeats the response, or refuses other parameters and a request still in progress.

import type { ApiResponse } from './answer.ts'
import { refusals } from '../../dashboard/stripe/errors.ts'

type Entry = { fingerprint: string; requestId: string; answer?: ApiResponse; sinceMs: number }

const keptMs = 24 * 60 * 60 * 1000

/** Stored responses by key. */
export class Idempotency {
  readonly #entries = new Map<string, Entry>()

  reset(): void {
    this.#entries.clear()
  }

  /** Returns the stored response, or undefined the first time. */
  begin(key: string, fingerprint: string, requestId: string, nowMs: number): ApiResponse | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || nowMs - entry.sinceMs > keptMs) {
      this.#entries.set(key, { fingerprint, requestId, sinceMs: nowMs })
      return undefined
    }
    if (entry.fingerprint !== fingerprint) throw refusals.otherParameters(plain(key))
    if (entry.answer === undefined) throw refusals.inProgress(plain(key))
    const headers = {
      ...entry.answer.headers,
      'idempotent-replayed': 'true',
      'original-request': entry.requestId,
    }
    return { ...entry.answer, headers }
  }

  /** Stores the response, except for 4xx other than 402. */
  end(key: string, answer: ApiResponse): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 402) this.#entries.delete(key)
    else entry.answer = answer
  }
}

// Keys are stored per account; messages show the key as it was sent.
const plain = (key: string): string => key.slice(key.indexOf(' ') + 1)
