// The state of a company's page, and what people do there: Stripe keys, connection keys, how keys are kept, members. It draws nothing;
// it calls `changed` after each change of state.

import type { AddedStripeKey, KeyOpenings, Keys, OpenerInput, StripeKeyView } from '#contract/keys.ts'
import type { Plan, PlanAddress } from '#contract/plan.ts'
import type { Invitations, Me, Members, Role, SessionState, Tenants } from '#contract/people.ts'
import { Failure, type Ask } from '../ask.ts'

/** A form or a question that is open. */
export type Opened =
  | { kind: 'add_stripe_key' }
  | { kind: 'replace_stripe_key'; key: StripeKeyView }
  | { kind: 'remove_stripe_key'; key: StripeKeyView }
  | { kind: 'new_connection_key' }
  | { kind: 'revoke_connection_key'; id: string; name: string }
  | { kind: 'sealed' }
  | { kind: 'new_recovery_code' }
  | { kind: 'invite' }

export type CompanyState = {
  /** `gone`: no such company, or not theirs. `failed`: nothing could be read. */
  phase: 'loading' | 'ready' | 'gone' | 'failed'
  isRunning: boolean
  opened: Opened | undefined
  /** What went wrong with what is open, or with the page. */
  problem: string | undefined
  /** Said once, politely: what has happened. */
  note: string | undefined
  me: Me | undefined
  company: { id: string; name: string; role: Role } | undefined
  keys: Keys | undefined
  /** What Stripe said about the key that was added last. */
  added: AddedStripeKey | undefined
  /** Shown once; they go with the page. */
  recoveryCode: string | undefined
  newKey: { name: string; text: string } | undefined
  openings: KeyOpenings['openings']
  /** Absent where nothing is sold. */
  plan: Plan | undefined
  members: Members['members']
  /** Absent for those who may not see them. */
  invitations: Invitations['invitations'] | undefined
}

export type CompanyPorts = {
  ask: Ask
  tenantId: string
  leave: () => void
  copy: (text: string) => Promise<void>
  /** Goes to a page of Stripe. */
  goTo: (url: string) => void
  changed: () => void
}

const codes: Record<string, string> = {
  sign_in_again: 'You signed in more than ten minutes ago. Sign out and in again, then do this.',
  role_missing: 'Your role does not permit this. Ask an owner of the company.',
}

function explain(error: unknown): string {
  if (!(error instanceof Failure)) return 'Something went wrong on this page. Load it again.'
  return codes[error.code ?? ''] ?? error.message
}

/** A gateway that sells nothing has no such route. */
function unlessSold(error: unknown): undefined {
  if (!(error instanceof Failure && error.reason === 'gone')) throw error
}

export class Company {
  readonly state: CompanyState
  readonly #ports: CompanyPorts

  constructor(ports: CompanyPorts) {
    this.#ports = ports
    this.state = {
      phase: 'loading',
      isRunning: false,
      opened: undefined,
      problem: undefined,
      note: undefined,
      me: undefined,
      company: undefined,
      keys: undefined,
      added: undefined,
      recoveryCode: undefined,
      newKey: undefined,
      openings: [],
      plan: undefined,
      members: [],
      invitations: undefined,
    }
  }

  #set(change: Partial<CompanyState>): void {
    Object.assign(this.state, change)
    this.#ports.changed()
  }

  get #base(): string {
    return `tenants/${encodeURIComponent(this.#ports.tenantId)}`
  }

  /** Whether the person may change keys and invite people. */
  get isAdmin(): boolean {
    return this.state.company?.role !== 'viewer'
  }

  get isOwner(): boolean {
    return this.state.company?.role === 'owner'
  }

  /** Runs one request at a time, and shows what went wrong. */
  async #run(work: () => Promise<void>): Promise<void> {
    if (this.state.isRunning) return
    this.#set({ isRunning: true, problem: undefined, note: undefined })
    try {
      await work()
    } catch (error) {
      if (error instanceof Failure && error.reason === 'signed_out') this.#ports.leave()
      else this.#set({ problem: explain(error) })
    } finally {
      this.#set({ isRunning: false })
    }
  }

  start = () =>
    this.#run(async () => {
      const { ask, tenantId, leave } = this.#ports
      this.#set({ phase: 'loading' })
      try {
        const { me } = await ask<SessionState>('session')
        if (!me) return leave()
        const { tenants } = await ask<Tenants>('tenants')
        const company = tenants.find(({ id }) => id === tenantId)
        if (!company) return this.#set({ phase: 'gone' })
        this.#set({ me, company })
        await this.#read()
        this.#set({ phase: 'ready' })
      } catch (error) {
        this.#set({ phase: 'failed' })
        throw error
      }
    })

  async #read(): Promise<void> {
    const { ask } = this.#ports
    const [keys, { openings }, { members }, invitations, plan] = await Promise.all([
      ask<Keys>(`${this.#base}/keys`),
      ask<KeyOpenings>(`${this.#base}/key-openings`),
      ask<Members>(`${this.#base}/members`),
      this.isAdmin ? ask<Invitations>(`${this.#base}/invitations`) : undefined,
      ask<Plan>(`${this.#base}/plan`).catch(unlessSold),
    ])
    this.#set({ keys, openings, members, invitations: invitations?.invitations, plan })
  }

  open = (opened: Opened) => this.#set({ opened, problem: undefined, note: undefined })
  close = () => this.#set({ opened: undefined, problem: undefined })

  async #done(note: string): Promise<void> {
    await this.#read()
    this.#set({ opened: undefined, note })
  }

  setUp = () =>
    this.#run(async () => {
      const { ask } = this.#ports
      const { recoveryCode } = await ask<{ recoveryCode: string }>(`${this.#base}/roots`, 'POST')
      await this.#read()
      this.#set({ recoveryCode })
    })

  addStripeKey = (key: string, name: string) =>
    this.#run(async () => {
      const added = await this.#ports.ask<AddedStripeKey>(`${this.#base}/stripe-keys`, 'POST', {
        key,
        ...(name === '' ? {} : { name }),
      })
      this.#set({ added })
      await this.#done('The key is kept.')
    })

  replaceStripeKey = (id: string, key: string) =>
    this.#run(async () => {
      const path = `${this.#base}/stripe-keys/${encodeURIComponent(id)}`
      this.#set({ added: await this.#ports.ask<AddedStripeKey>(path, 'PUT', { key }) })
      await this.#done('The key was replaced. The one before is forgotten: delete it in Stripe too.')
    })

  removeStripeKey = (id: string) =>
    this.#run(async () => {
      await this.#ports.ask(`${this.#base}/stripe-keys/${encodeURIComponent(id)}`, 'DELETE')
      this.#set({ added: undefined })
      await this.#done('The key was removed. Delete it in Stripe too.')
    })

  createConnectionKey = (name: string, mode: 'live' | 'test', opener: OpenerInput) =>
    this.#run(async () => {
      const body = { name, mode, opener }
      const { text } = await this.#ports.ask<{ text: string }>(`${this.#base}/connection-keys`, 'POST', body)
      this.#set({ newKey: { name, text } })
      await this.#done(`The key for ${name} is made.`)
    })

  revokeConnectionKey = (id: string) =>
    this.#run(async () => {
      await this.#ports.ask(`${this.#base}/connection-keys/${encodeURIComponent(id)}`, 'DELETE')
      await this.#done('The key was revoked: it stops working with the next request.')
    })

  turnStandingOff = () =>
    this.#run(async () => {
      await this.#ports.ask(`${this.#base}/keeping`, 'POST', { keeping: 'sealed' })
      await this.#done('The keys open only with somebody’s key from now on.')
    })

  renewRecoveryCode = (opener: OpenerInput) =>
    this.#run(async () => {
      const { ask } = this.#ports
      const { recoveryCode } = await ask<{ recoveryCode: string }>(
        `${this.#base}/recovery-code`,
        'PUT',
        opener,
      )
      this.#set({ recoveryCode })
      await this.#done('The recovery code before opens nothing any more.')
    })

  invite = (email: string, role: Role) =>
    this.#run(async () => {
      await this.#ports.ask(`${this.#base}/invitations`, 'POST', { email, role })
      await this.#done(`The invitation to ${email} is on its way.`)
    })

  revokeInvitation = (id: string) =>
    this.#run(async () => {
      await this.#ports.ask(`${this.#base}/invitations/${encodeURIComponent(id)}`, 'DELETE')
      await this.#done('The invitation was taken back.')
    })

  subscribe = () =>
    this.#run(async () => {
      const { ask, goTo } = this.#ports
      const { url } = await ask<PlanAddress>(`${this.#base}/plan/checkout`, 'POST')
      goTo(url)
    })

  manageBilling = () =>
    this.#run(async () => {
      const { ask, goTo } = this.#ports
      const { url } = await ask<PlanAddress>(`${this.#base}/plan/portal`, 'POST')
      goTo(url)
    })

  /** The person has written it down. */
  forgetRecoveryCode = () => this.#set({ recoveryCode: undefined })
  forgetNewKey = () => this.#set({ newKey: undefined })

  copy = async (text: string, what: string) => {
    await this.#ports.copy(text).then(
      () => this.#set({ note: `${what} is copied.` }),
      () => this.#set({ note: 'The browser does not let this page copy. Select the text instead.' }),
    )
  }

  signOut = () =>
    this.#run(async () => {
      await this.#ports.ask('session', 'DELETE')
      this.#ports.leave()
    })
}
