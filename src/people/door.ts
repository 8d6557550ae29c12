// How people come in: by a code from their mail, or by a passkey. The interface that hides which library does it.

/** What the door is told of a request. Nothing else of it gets in. */
export type Call = {
  cookie: string | undefined
  origin: string | undefined
  /** As our rules for proxies see it. */
  address: string | undefined
  userAgent: string | undefined
}

export type Refusal = { reason: 'too_many'; waitSeconds: number } | { reason: 'not_fresh' | 'refused' }

/** `cookies`: the `Set-Cookie` headers of the answer. */
export type DoorReply<T = undefined> = { cookies: string[] } & (
  { ok: true; value: T } | ({ ok: false } & Refusal)
)

export type DoorSession = {
  sessionId: string
  personId: string
  email: string
  /** When the person signed in. */
  createdAtMs: number
  /** A session in use is extended once a day. */
  cookies: string[]
}

export interface Door {
  /** Makes a new code for an address; an older one is void. The caller sends it. */
  makeCode(call: Call, email: string): Promise<DoorReply<string>>
  /** Resolves with the person's id. Somebody new becomes a person. */
  enter(call: Call, given: { email: string; code: string }): Promise<DoorReply<string>>
  leave(call: Call): Promise<DoorReply>
  /** What the browser needs to make a passkey. Needs a session of the last ten minutes. */
  passkeyToMake(call: Call): Promise<DoorReply<object>>
  addPasskey(call: Call, given: { response: unknown; name: string }): Promise<DoorReply>
  /** What the browser needs to use one. */
  passkeyToUse(call: Call): Promise<DoorReply<object>>
  enterByPasskey(call: Call, response: unknown): Promise<DoorReply<string>>
  findSession(cookie: string): Promise<DoorSession | undefined>
}
