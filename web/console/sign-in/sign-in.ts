// The state of the page where people sign in, and the steps: address, code, passkey, invitation, company. It draws nothing; it calls
// `changed` after each change of state.

import type {
  Accepted,
  CodeSent,
  InvitationView,
  Me,
  PasskeyOptions,
  SessionState,
  Tenants,
} from '#contract/people.ts'
import { Failure, type Ask } from '../ask.ts'
import type { Passkeys } from './passkeys.ts'

export type Step = 'starting' | 'address' | 'code' | 'passkey' | 'invitation' | 'companies'

export type SignInState = {
  step: Step
  isRunning: boolean
  /** What went wrong in this step. */
  problem: string | undefined
  /** Said once, politely: what has happened. */
  note: string | undefined
  email: string
  /** When another code may be asked for. */
  resendAtMs: number
  me: Me | undefined
  companies: Tenants['tenants']
  invitation: InvitationView | undefined
  hasPasskeys: boolean
}

export type SignInPorts = {
  ask: Ask
  now: () => number
  locale: string
  passkeys: Passkeys
  /** A name for this device's passkey. */
  deviceName: string
  /** The token of an invitation, from the fragment of the address. */
  invitation: string | undefined
  /** Removes the token from the address. */
  forgetInvitation: () => void
  openCompany: (id: string) => void
  changed: () => void
}

const codes: Record<string, string> = {
  code_refused: 'This code is wrong, was used, or has expired. After three wrong ones, ask for a new one.',
  passkey_refused: 'This passkey was not accepted. Use a code from your mail instead.',
  sign_in_again: 'You signed in more than ten minutes ago. Sign out and in again to add a passkey.',
  mail_unavailable: 'The mail could not be sent. Try again in a minute.',
}

const waitText = (seconds: number) =>
  seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`

function explain(error: unknown): string {
  if (!(error instanceof Failure)) return 'Something went wrong on this page. Load it again.'
  if (error.reason === 'waits')
    return `That was too often. Try again in ${waitText(error.waitSeconds ?? 60)}.`
  return codes[error.code ?? ''] ?? error.message
}

export class SignIn {
  readonly state: SignInState
  readonly #ports: SignInPorts
  #invitation: string | undefined

  constructor(ports: SignInPorts) {
    this.#ports = ports
    this.#invitation = ports.invitation
    this.state = {
      step: 'starting',
      isRunning: false,
      problem: undefined,
      note: undefined,
      email: '',
      resendAtMs: 0,
      me: undefined,
      companies: [],
      invitation: undefined,
      hasPasskeys: ports.passkeys.isUsable(),
    }
  }

  get isInvited(): boolean {
    return this.#invitation !== undefined
  }

  #set(change: Partial<SignInState>): void {
    Object.assign(this.state, change)
    this.#ports.changed()
  }

  /** Runs one request at a time, and shows what went wrong. */
  async #run(work: () => Promise<void>): Promise<void> {
    if (this.state.isRunning) return
    this.#set({ isRunning: true, problem: undefined, note: undefined })
    try {
      await work()
    } catch (error) {
      this.#set({ problem: explain(error) })
    } finally {
      this.#set({ isRunning: false })
    }
  }

  start = () =>
    this.#run(async () => {
      const { me } = await this.#ports.ask<SessionState>('session')
      if (me) await this.#entered(me, { isNew: false })
      else this.#set({ step: 'address' })
    })

  askForCode = (email: string) =>
    this.#run(async () => {
      const { ask, now, locale } = this.#ports
      try {
        const sent = await ask<CodeSent>('session/code', 'POST', { email, locale })
        const note =
          this.state.step === 'code' ? 'A new code is on its way. The older one no longer works.' : undefined
        this.#set({ step: 'code', email, note, resendAtMs: now() + sent.resendAfterSeconds * 1000 })
      } catch (error) {
        if (error instanceof Failure && error.code === 'bad_request')
          throw new Failure('refused', 'This is not an e-mail address.')
        throw error
      }
    })

  useAnotherAddress = () => this.#set({ step: 'address', problem: undefined, note: undefined })

  enterCode = (code: string) =>
    this.#run(async () => {
      const { ask, locale } = this.#ports
      const { email } = this.state
      await this.#entered(await ask<Me>('session', 'POST', { email, code, locale }), { isNew: true })
    })

  usePasskey = () =>
    this.#run(async () => {
      const { ask, passkeys } = this.#ports
      const { options } = await ask<PasskeyOptions>('session/passkey/options', 'POST')
      const response = await passkeys.use(options)
      if (!response)
        throw new Failure('refused', 'No passkey was used. Try again, or use a code from your mail.')
      await this.#entered(await ask<Me>('session/passkey', 'POST', { response }), { isNew: true })
    })

  async #entered(me: Me, { isNew }: { isNew: boolean }): Promise<void> {
    this.#set({ me })
    const { passkeys } = this.#ports
    if (isNew && !me.hasPasskey && (await passkeys.isOffered())) this.#set({ step: 'passkey' })
    else await this.#goOn()
  }

  addPasskey = () =>
    this.#run(async () => {
      const { ask, passkeys, deviceName } = this.#ports
      const { options } = await ask<PasskeyOptions>('me/passkeys/options', 'POST')
      const response = await passkeys.make(options)
      if (!response) throw new Failure('refused', 'No passkey was made. Try again, or go on without one.')
      await ask('me/passkeys', 'POST', { response, name: deviceName })
      await this.#goOn()
    })

  skipPasskey = () => this.#run(() => this.#goOn())

  /** To the invitation, or to the company; with several, or none, to the choice. */
  async #goOn(): Promise<void> {
    const { ask, openCompany, forgetInvitation } = this.#ports
    if (this.#invitation !== undefined) {
      try {
        const token = this.#invitation
        const invitation = await ask<InvitationView>('invitations/read', 'POST', { token })
        return this.#set({ step: 'invitation', invitation })
      } catch (error) {
        this.#invitation = undefined
        forgetInvitation()
        const isGone = error instanceof Failure && error.reason === 'gone'
        await this.#showCompanies(
          isGone ? 'This invitation was used, taken back, or is older than a week.' : explain(error),
        )
        return
      }
    }
    const { tenants } = await ask<Tenants>('tenants')
    const [only, ...others] = tenants
    if (only && others.length === 0) openCompany(only.id)
    else this.#set({ step: 'companies', companies: tenants })
  }

  async #showCompanies(problem?: string): Promise<void> {
    const { tenants } = await this.#ports.ask<Tenants>('tenants')
    this.#set({ step: 'companies', companies: tenants, problem })
  }

  acceptInvitation = () =>
    this.#run(async () => {
      const { ask, openCompany, forgetInvitation } = this.#ports
      const { tenantId } = await ask<Accepted>('invitations/accept', 'POST', { token: this.#invitation })
      this.#invitation = undefined
      forgetInvitation()
      openCompany(tenantId)
    })

  declineInvitation = () =>
    this.#run(async () => {
      this.#invitation = undefined
      this.#ports.forgetInvitation()
      await this.#showCompanies()
    })

  createCompany = (name: string) =>
    this.#run(async () => {
      try {
        const { id } = await this.#ports.ask<{ id: string }>('tenants', 'POST', { name })
        this.#ports.openCompany(id)
      } catch (error) {
        if (error instanceof Failure && error.code === 'bad_request')
          throw new Failure('refused', 'Write a name of up to 80 characters, without links.')
        throw error
      }
    })

  openCompany = (id: string) => this.#ports.openCompany(id)

  signOut = () =>
    this.#run(async () => {
      await this.#ports.ask('session', 'DELETE')
      this.#set({ step: 'address', me: undefined, email: '' })
    })
}
