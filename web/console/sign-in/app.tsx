// Draws the step that the person is at.

import type { ComponentChildren } from 'preact'
import { described, drawProblem } from '../parts.tsx'
import type { SignIn, Step } from './sign-in.ts'

/** Defined once, so that the ref is called when the input appears and not on every redraw. */
const focusFirst = (element: HTMLElement | null) => element?.focus()
const inputOf = (id: string): HTMLInputElement | undefined => {
  const element = document.getElementById(id)
  return element instanceof HTMLInputElement ? element : undefined
}

export function drawApp(signIn: SignIn, nowMs: number) {
  const { step } = signIn.state
  if (step === 'address') return drawAddress(signIn)
  if (step === 'code') return drawCode(signIn, nowMs)
  if (step === 'passkey') return drawPasskey(signIn)
  if (step === 'invitation') return drawInvitation(signIn)
  if (step === 'companies') return drawCompanies(signIn)
  const { problem } = signIn.state
  return drawCard(
    'starting',
    'Tillside',
    problem === undefined ? (
      <p role="status">Loading…</p>
    ) : (
      <>
        {drawProblem(problem)}
        <button class="ts-button" onClick={() => void signIn.start()}>
          Try again
        </button>
      </>
    ),
  )
}

/** A new card for each step, so that no input keeps what was entered in the one before. */
function drawCard(step: Step, title: string, children: ComponentChildren) {
  return (
    <main class="alone">
      <div class="card" key={step}>
        <p class="brand">
          <img src="/icon.svg" alt="" />
          Tillside
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

const drawNote = (note: string | undefined) => (
  <p class={`ts-hint ${note === undefined ? 'is-empty' : ''}`} role="status">
    {note}
  </p>
)

const submitWith = (run: () => void) => (event: Event) => {
  event.preventDefault()
  run()
}

function drawAddress(signIn: SignIn) {
  const { isRunning, problem, email, hasPasskeys } = signIn.state
  const submit = submitWith(() => {
    const value = inputOf('email')?.value.trim() ?? ''
    if (value !== '') void signIn.askForCode(value)
  })
  return drawCard(
    'address',
    signIn.isInvited ? 'Sign in to accept your invitation' : 'Sign in or sign up',
    <>
      <form class="step" onSubmit={submit} noValidate>
        <p class="ts-muted">
          {signIn.isInvited
            ? 'Use the address that the invitation was sent to.'
            : 'You get a code by mail. There is no password.'}
        </p>
        <div class="ts-control">
          <label class="ts-label" for="email">
            E-mail address
          </label>
          <input
            id="email"
            class="ts-input"
            type="email"
            name="email"
            autocomplete="username"
            inputMode="email"
            spellcheck={false}
            autocapitalize="none"
            defaultValue={email}
            maxLength={254}
            required
            ref={focusFirst}
            {...described(problem)}
          />
          {drawProblem(problem)}
        </div>
        <button class="ts-button is-primary" aria-disabled={isRunning}>
          {isRunning ? 'One moment…' : 'Send me a code'}
        </button>
      </form>
      {hasPasskeys && (
        <button class="ts-button" onClick={() => void signIn.usePasskey()} aria-disabled={isRunning}>
          Use a passkey
        </button>
      )}
    </>,
  )
}

function drawCode(signIn: SignIn, nowMs: number) {
  const { isRunning, problem, note, email, resendAtMs } = signIn.state
  const waitSeconds = Math.max(0, Math.ceil((resendAtMs - nowMs) / 1000))
  const submit = () => {
    const code = inputOf('code')?.value.replace(/\D/g, '') ?? ''
    if (code.length === 6) void signIn.enterCode(code)
  }
  /** Takes what is pasted in any spelling, and goes on with the sixth digit. */
  const read = ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => {
    const digits = input.value.replace(/\D/g, '').slice(0, 6)
    if (input.value !== digits) input.value = digits
    if (digits.length === 6) submit()
  }
  return drawCard(
    'code',
    'Enter the code',
    <>
      <form class="step" onSubmit={submitWith(submit)} noValidate>
        <p class="ts-muted">
          We have sent six digits to <b class="address">{email}</b>. They work for ten minutes.
        </p>
        <div class="ts-control">
          <label class="ts-label" for="code">
            Code
          </label>
          <input
            id="code"
            class="ts-input code"
            type="text"
            name="code"
            autocomplete="one-time-code"
            inputMode="numeric"
            required
            ref={focusFirst}
            onInput={read}
            {...described(problem)}
          />
          {drawProblem(problem)}
        </div>
        <button class="ts-button is-primary" aria-disabled={isRunning}>
          {isRunning ? 'One moment…' : 'Sign in'}
        </button>
      </form>
      {drawNote(note)}
      <div class="ways">
        {waitSeconds > 0 ? (
          <p class="ts-muted">No mail? You can ask for another one in {spanOf(waitSeconds)}.</p>
        ) : (
          <button class="ts-link" onClick={() => void signIn.askForCode(email)}>
            Send another code
          </button>
        )}
        <button class="ts-link" onClick={() => signIn.useAnotherAddress()}>
          Use another address
        </button>
      </div>
    </>,
  )
}

const spanOf = (seconds: number) => (seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`)

function drawPasskey(signIn: SignIn) {
  const { isRunning, problem } = signIn.state
  return drawCard(
    'passkey',
    'Sign in faster next time',
    <>
      <p class="ts-muted">
        A passkey signs you in with your fingerprint, face or PIN. Your device or password manager keeps it,
        and it works only on {location.host}.
      </p>
      {drawProblem(problem)}
      <button
        class="ts-button is-primary"
        onClick={() => void signIn.addPasskey()}
        aria-disabled={isRunning}
        ref={focusFirst}
      >
        {isRunning ? 'One moment…' : 'Make a passkey'}
      </button>
      <button class="ts-button" onClick={() => void signIn.skipPasskey()}>
        Not now
      </button>
    </>,
  )
}

const roleWords = {
  owner: 'an owner: you may do everything, billing included',
  admin: 'an admin: you may change everything but owners and billing',
  viewer: 'a viewer: you may look at everything and change nothing',
}

function drawInvitation(signIn: SignIn) {
  const { isRunning, problem, invitation, me } = signIn.state
  if (!invitation) return undefined
  return drawCard(
    'invitation',
    `Join ${invitation.company}`,
    <>
      <p class="ts-muted">
        You join as {roleWords[invitation.role]}. You are signed in as <b class="address">{me?.email}</b>.
      </p>
      {drawProblem(problem)}
      <button
        class="ts-button is-primary"
        onClick={() => void signIn.acceptInvitation()}
        aria-disabled={isRunning}
        ref={focusFirst}
      >
        {isRunning ? 'One moment…' : 'Join'}
      </button>
      <button class="ts-button" onClick={() => void signIn.declineInvitation()}>
        Not now
      </button>
    </>,
  )
}

function drawCompanies(signIn: SignIn) {
  const { companies, problem, me } = signIn.state
  return drawCard(
    'companies',
    companies.length > 0 ? 'Choose a company' : 'Create your company',
    <>
      {companies.length > 0 && (
        <ul class="companies">
          {companies.map(({ id, name, role }) => (
            <li key={id}>
              <button class="ts-button" onClick={() => signIn.openCompany(id)}>
                <span>{name}</span>
                <span class="ts-muted">{role}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {me?.signUp === false ? (
        <>
          {companies.length === 0 && (
            <p class="ts-muted">
              New companies cannot be created at present. Ask a colleague to invite you to theirs.
            </p>
          )}
          {drawProblem(problem)}
        </>
      ) : (
        drawNewCompany(signIn)
      )}
      <p class="ts-muted">
        Signed in as <b class="address">{me?.email}</b>.{' '}
        <button class="ts-link" onClick={() => void signIn.signOut()}>
          Sign out
        </button>
      </p>
    </>,
  )
}

function drawNewCompany(signIn: SignIn) {
  const { companies, isRunning, problem } = signIn.state
  const isFirst = companies.length === 0
  const submit = submitWith(() => {
    const name = inputOf('company')?.value.trim() ?? ''
    if (name !== '') void signIn.createCompany(name)
  })
  return (
    <form class="step" onSubmit={submit} noValidate>
      {isFirst && (
        <p class="ts-muted">
          Your Stripe accounts and colleagues belong to it. Colleagues who use Tillside already can invite you
          to theirs.
        </p>
      )}
      <div class="ts-control">
        <label class="ts-label" for="company">
          {isFirst ? 'Name of the company' : 'Or create another one'}
        </label>
        <input
          id="company"
          class="ts-input"
          name="organization"
          autocomplete="organization"
          maxLength={80}
          required
          {...(isFirst ? { ref: focusFirst } : {})}
          {...described(problem)}
        />
        {drawProblem(problem)}
      </div>
      <button class={`ts-button ${isFirst ? 'is-primary' : ''}`} aria-disabled={isRunning}>
        {isRunning ? 'One moment…' : 'Create'}
      </button>
    </form>
  )
}
