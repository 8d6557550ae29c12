// Draws a company's page: first steps, Stripe keys, connection keys, how keys are kept, members, and when keys were opened.

import type { ComponentChildren } from 'preact'
import type { AddedStripeKey, ConnectionKeyView, OpenerInput, StripeKeyView } from '#contract/keys.ts'
import type { Role } from '#contract/people.ts'
import type { Plan } from '#contract/plan.ts'
import { plan as planWords } from '#words/en/plan.ts'
import { drawIcon } from '../../ui/icon.tsx'
import { described, drawId, drawProblem, testBadge } from '../parts.tsx'
import type { Company, Opened } from './company.ts'

/** Defined once, so that the ref is called when the element appears and not on every redraw. */
const focusFirst = (element: HTMLElement | null) => element?.focus()

export function drawApp(company: Company) {
  const { phase, problem, company: found, me, note } = company.state
  if (phase === 'gone')
    return drawAlone(
      'This company is not here',
      <>
        <p>It does not exist, or you do not belong to it.</p>
        <a class="ts-button is-primary" href="/console/sign-in">
          Your companies
        </a>
      </>,
    )
  if (phase === 'failed')
    return drawAlone(
      'This did not load',
      <>
        {drawProblem(problem)}
        <button class="ts-button is-primary" onClick={() => void company.start()}>
          Try again
        </button>
      </>,
    )
  if (phase === 'loading' || !found) return drawAlone('Tillside', <p role="status">Loading…</p>)
  return (
    <main class="company">
      <header>
        <div class="brand">
          <img src="/icon.svg" alt="" />
          <h1>{found.name}</h1>
        </div>
        <span class="ts-muted who">{me?.email}</span>
        <a class="ts-link" href="/console/sign-in">
          Companies
        </a>
        <button class="ts-link" onClick={() => void company.signOut()}>
          Sign out
        </button>
      </header>
      <p role="status" class={note === undefined ? 'ts-hidden' : 'ts-hint'}>
        {note}
      </p>
      {drawPlan(company)}
      {drawFirstSteps(company)}
      {drawStripeKeys(company)}
      {drawConnectionKeys(company)}
      {drawKeeping(company)}
      {drawMembers(company)}
      {drawOpenings(company)}
    </main>
  )
}

function drawAlone(title: string, children: ComponentChildren) {
  return (
    <main class="alone">
      <div class="card">
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

function drawCard(id: string, title: string, about: string, children: ComponentChildren) {
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{about}</p>
      </header>
      <div class="body">{children}</div>
    </section>
  )
}

/** Calls `run` with what was entered, by the names of the inputs. */
const submitWith = (run: (entered: (name: string) => string) => void) => (event: SubmitEvent) => {
  event.preventDefault()
  if (!(event.currentTarget instanceof HTMLFormElement)) return
  const data = new FormData(event.currentTarget)
  run((name) => {
    const value = data.get(name)
    return typeof value === 'string' ? value.trim() : ''
  })
}

const isOpen = (company: Company, kind: Opened['kind']) => company.state.opened?.kind === kind

function drawButtons(company: Company, label: string, tone: 'is-primary' | 'is-danger' = 'is-primary') {
  const { isRunning } = company.state
  return (
    <div class="buttons">
      <button class={`ts-button ${tone}`} aria-disabled={isRunning}>
        {isRunning ? 'One moment…' : label}
      </button>
      <button type="button" class="ts-button" onClick={() => company.close()}>
        Cancel
      </button>
    </div>
  )
}

/** Asks before something is lost. */
function drawQuestion(company: Company, question: string, label: string, run: () => Promise<void>) {
  return (
    <form onSubmit={submitWith(() => void run())}>
      <p>{question}</p>
      {drawProblem(company.state.problem)}
      {drawButtons(company, label, 'is-danger')}
    </form>
  )
}

/** A text that is shown once. */
function drawOnce(
  company: Company,
  {
    title,
    text,
    what,
    about,
    forget,
  }: Record<'title' | 'text' | 'what' | 'about', string> & { forget: () => void },
) {
  return (
    <div class="once" role="group" aria-label={title}>
      <p>
        <b>{title}</b> {about}
      </p>
      <code class="secret" tabIndex={0} ref={focusFirst}>
        {text}
      </code>
      <div class="buttons">
        <button class="ts-button is-primary" onClick={() => void company.copy(text, what)}>
          Copy
        </button>
        <button class="ts-button" onClick={forget}>
          I have kept it
        </button>
      </div>
    </div>
  )
}

function drawFirstSteps(company: Company) {
  const { keys, openings } = company.state
  if (!keys) return undefined
  const isAsked = openings.some(({ feature }) => feature === 'sidebar')
  const steps = [
    {
      isDone: keys.keeping !== 'none',
      text: 'Make the recovery code, which opens your keys if all others are lost',
    },
    { isDone: keys.stripeKeys.length > 0, text: 'Connect Stripe with a restricted key' },
    {
      isDone: keys.connectionKeys.some(({ revokedAt }) => revokedAt === undefined),
      text: 'Make a connection key for a person or a program',
    },
    { isDone: isAsked, text: 'See the first customer in the sidebar' },
  ]
  if (steps.every(({ isDone }) => isDone)) return undefined
  const next = steps.find(({ isDone }) => !isDone)
  return drawCard(
    'first-steps',
    'First steps',
    `${steps.filter(({ isDone }) => isDone).length} of ${steps.length} done.`,
    <ol class="steps">
      {steps.map((step) => (
        <li
          key={step.text}
          class={step.isDone ? 'is-done' : ''}
          aria-current={step === next ? 'step' : undefined}
        >
          {step.isDone ? drawIcon('check', 'ok') : <span aria-hidden="true">○</span>}
          <span>
            {step.text}
            {step.isDone && <span class="ts-hidden"> (done)</span>}
          </span>
        </li>
      ))}
    </ol>,
  )
}

/** What the plan's state means for the company, in a sentence. */
function sentenceOf({ works, banner, suspended, trialEndsAtMs, status }: Plan): string {
  if (!works) return suspended ? planWords.suspended[suspended.reason] : ''
  if (banner) {
    const at = banner.atMs === undefined ? undefined : dayOf(banner.atMs)
    switch (banner.reason) {
      case 'payment_failed':
        return planWords.banners.payment_failed(at)
      case 'trial_ending':
      case 'ends':
        return planWords.banners[banner.reason](at ?? 'the day shown in Stripe')
      case 'disputed':
      case 'address_needed':
        return planWords.banners[banner.reason]
    }
  }
  if (status !== undefined) return 'Everything works.'
  return trialEndsAtMs === undefined
    ? 'The trial of 14 days begins when you connect the first live account. It needs no card.'
    : `The trial ends on ${dayOf(trialEndsAtMs)}. Nothing is charged unless you subscribe.`
}

function drawPlan(company: Company) {
  const { plan, isRunning, problem, opened } = company.state
  if (!plan) return undefined
  const tone = plan.works ? (plan.banner ? 'warn' : 'ok') : 'bad'
  const mark = { ok: 'check', warn: 'warn', bad: 'bad' } as const
  return drawCard(
    'plan',
    'Plan',
    '4 USD a month for the company, however many people.',
    <>
      <p role="status" class={`ts-hint ${tone === 'ok' ? '' : `ts-${tone}`}`}>
        {drawIcon(mark[tone], tone)}
        {sentenceOf(plan)}
      </p>
      {opened === undefined && drawProblem(problem)}
      {company.isAdmin && (
        <div class="buttons">
          {plan.wayBack === 'checkout' && (
            <button
              class={`ts-button ${plan.works ? '' : 'is-primary'}`}
              aria-disabled={isRunning}
              onClick={() => void company.subscribe()}
            >
              Subscribe
            </button>
          )}
          {plan.hasPortal && (
            <button class="ts-button" aria-disabled={isRunning} onClick={() => void company.manageBilling()}>
              Card and invoices
            </button>
          )}
        </div>
      )}
    </>,
  )
}

function drawSetUp(company: Company) {
  const { recoveryCode, keys, isRunning, problem, opened } = company.state
  if (recoveryCode !== undefined)
    return drawOnce(company, {
      title: 'Your recovery code.',
      text: recoveryCode,
      what: 'The recovery code',
      about:
        'It is shown once and stored nowhere. It opens your Stripe keys when every connection key is lost. Print it, or keep it in a password manager.',
      forget: company.forgetRecoveryCode,
    })
  if (keys?.keeping !== 'none') return undefined
  if (!company.isOwner) return <p class="ts-muted">An owner has to make the recovery code first.</p>
  return (
    <>
      <p>
        Your Stripe keys are sealed before they are stored. First, make the code that opens them in an
        emergency.
      </p>
      {opened === undefined && drawProblem(problem)}
      <button class="ts-button is-primary" aria-disabled={isRunning} onClick={() => void company.setUp()}>
        Make the recovery code
      </button>
    </>
  )
}

function drawStripeKeys(company: Company) {
  const { keys, added } = company.state
  if (!keys) return undefined
  return drawCard(
    'stripe-keys',
    'Stripe',
    'Restricted keys with read permissions. They are never shown again, not to you either.',
    <>
      {drawSetUp(company)}
      {keys.stripeKeys.length > 0 && (
        <ul class="rows">{keys.stripeKeys.map((key) => drawStripeKey(company, key))}</ul>
      )}
      {added && drawPermissions(added)}
      {keys.keeping !== 'none' && company.isAdmin && drawAddStripeKey(company)}
    </>,
  )
}

function drawStripeKey(company: Company, key: StripeKeyView) {
  const { opened } = company.state
  const isOf = opened && 'key' in opened && opened.key.id === key.id
  return (
    <li key={key.id}>
      <span class="what">
        <b>{key.name}</b> {key.mode === 'test' && testBadge}
        <br />
        <span class="ts-muted">
          {drawId(key.accountId)} · rk_{key.mode}_…{key.lastFour} · since {drawDay(key.addedAt)}
        </span>
      </span>
      {company.isAdmin && !isOf && (
        <span class="buttons">
          <button class="ts-link" onClick={() => company.open({ kind: 'replace_stripe_key', key })}>
            Replace<span class="ts-hidden"> the key of {key.name}</span>
          </button>
          <button class="ts-link" onClick={() => company.open({ kind: 'remove_stripe_key', key })}>
            Remove<span class="ts-hidden"> the key of {key.name}</span>
          </button>
        </span>
      )}
      {isOf && opened.kind === 'replace_stripe_key' && (
        <form onSubmit={submitWith((entered) => void company.replaceStripeKey(key.id, entered('key')))}>
          {drawKeyInput(company, `New restricted key of ${key.name}`)}
          {drawButtons(company, 'Replace')}
        </form>
      )}
      {isOf &&
        opened.kind === 'remove_stripe_key' &&
        drawQuestion(
          company,
          `Remove the ${key.mode} key of ${key.name}? Sidebars and programs of this account stop working at once.`,
          'Remove the key',
          () => company.removeStripeKey(key.id),
        )}
    </li>
  )
}

function drawKeyInput(company: Company, label: string) {
  const { problem } = company.state
  return (
    <div class="ts-control">
      <label class="ts-label" for="stripe-key">
        {label}
      </label>
      <input
        id="stripe-key"
        name="key"
        class="ts-input"
        type="password"
        autocomplete="off"
        spellcheck={false}
        required
        placeholder="rk_live_…"
        ref={focusFirst}
        {...described(problem)}
      />
      {drawProblem(problem)}
    </div>
  )
}

function drawAddStripeKey(company: Company) {
  const keyLinks = company.state.keys?.keyLinks
  if (!isOpen(company, 'add_stripe_key'))
    return (
      <button class="ts-button" onClick={() => company.open({ kind: 'add_stripe_key' })}>
        Connect Stripe
      </button>
    )
  return (
    <form onSubmit={submitWith((entered) => void company.addStripeKey(entered('key'), entered('name')))}>
      <p>
        In Stripe’s Dashboard, create a restricted key for{' '}
        <a href={keyLinks?.live} target="_blank" rel="noreferrer">
          live data
        </a>{' '}
        or{' '}
        <a href={keyLinks?.test} target="_blank" rel="noreferrer">
          test data
        </a>
        : the permissions that are needed are ticked. Then paste the key here. It is looked at before it is
        kept, and what it lacks is named.
      </p>
      {drawKeyInput(company, 'Restricted key')}
      <div class="ts-control">
        <label class="ts-label" for="account-name">
          What you call this account
        </label>
        <input
          id="account-name"
          name="name"
          class="ts-input"
          maxLength={60}
          defaultValue={company.state.company?.name}
        />
      </div>
      {drawButtons(company, 'Connect')}
    </form>
  )
}

/** What the key that was added last may read. */
function drawPermissions({ key, permissions }: AddedStripeKey) {
  const missing = permissions.filter(({ state, need }) => state === 'missing' && need !== 'optional')
  const unknown = permissions.filter(({ state }) => state === 'unknown')
  return (
    <div role="status">
      {missing.length === 0 ? (
        <p class="ts-hint">
          {drawIcon('check', 'ok')}
          {unknown.length === 0
            ? `The key of ${key.name} may read everything that is needed.`
            : `Stripe did not say whether the key of ${key.name} may read ${listOf(unknown)}.`}
        </p>
      ) : (
        <p class="ts-hint ts-warn">
          {drawIcon('warn', 'warn')}
          The key of {key.name} may not read {listOf(missing)}. These parts of the sidebar will say so. Edit
          the key in Stripe, and nothing has to be pasted again.
        </p>
      )}
    </div>
  )
}

const listOf = (permissions: readonly { label: string }[]) => permissions.map(({ label }) => label).join(', ')

function drawConnectionKeys(company: Company) {
  const { keys, newKey } = company.state
  if (!keys) return undefined
  const { connectionKeys, gatewayUrl } = keys
  const alive = connectionKeys.filter(({ revokedAt }) => revokedAt === undefined)
  const revoked = connectionKeys.filter(({ revokedAt }) => revokedAt !== undefined)
  return drawCard(
    'connection-keys',
    'Connection keys',
    'One for each person or program. Sidebars and the proxy lane identify themselves with it, and it opens the Stripe keys.',
    <>
      {newKey && (
        <>
          {drawOnce(company, {
            title: `The key for ${newKey.name}.`,
            text: newKey.text,
            what: 'The connection key',
            about: 'It is shown once and stored nowhere.',
            forget: company.forgetNewKey,
          })}
          <p class="ts-muted">
            In Missive: Settings, Integrations, Custom, with the address{' '}
            <code class="ts-mono">{gatewayUrl}/sidebar/</code>. Then paste the key into the sidebar.
          </p>
        </>
      )}
      {alive.length === 0 && !newKey && <p class="ts-muted">There is none yet.</p>}
      {alive.length > 0 && <ul class="rows">{alive.map((key) => drawConnectionKey(company, key))}</ul>}
      {company.isAdmin && keys.keeping !== 'none' && drawNewConnectionKey(company)}
      {revoked.length > 0 && (
        <details class="ts-rest">
          <summary class="ts-link">
            {revoked.length === 1 ? 'One revoked key' : `${revoked.length} revoked keys`}
          </summary>
          <ul class="rows">{revoked.map((key) => drawConnectionKey(company, key))}</ul>
        </details>
      )}
      {!keys.isWhole && <p class="ts-muted">Only the newest {connectionKeys.length} keys are listed.</p>}
    </>,
  )
}

function drawConnectionKey(company: Company, key: ConnectionKeyView) {
  const { opened } = company.state
  const { id, name, mode, lastFour, createdAt, lastUsedAt, expiresAt, revokedAt } = key
  const isAsked = opened?.kind === 'revoke_connection_key' && opened.id === id
  return (
    <li key={id} class={revokedAt === undefined ? '' : 'is-over'}>
      <span class="what">
        <b>{name}</b> {mode === 'test' && testBadge}
        <br />
        <span class="ts-muted">
          {lastFour === undefined ? '' : `…${lastFour} · `}since {drawDay(createdAt)} ·{' '}
          {revokedAt === undefined ? (
            lastUsedAt === undefined ? (
              'never used'
            ) : (
              <>last used {drawMinute(lastUsedAt)}</>
            )
          ) : (
            <>revoked {drawMinute(revokedAt)}</>
          )}
          {expiresAt !== undefined && <> · until {drawDay(expiresAt)}</>}
        </span>
      </span>
      {company.isAdmin && revokedAt === undefined && !isAsked && (
        <button class="ts-link" onClick={() => company.open({ kind: 'revoke_connection_key', id, name })}>
          Revoke<span class="ts-hidden"> the key for {name}</span>
        </button>
      )}
      {isAsked &&
        drawQuestion(
          company,
          `Revoke the key for ${name}? Whoever uses it is signed out with the next request.`,
          'Revoke the key',
          () => company.revokeConnectionKey(id),
        )}
    </li>
  )
}

/** What opens the Stripe keys, typed by a person. */
function drawOpenerInput() {
  return (
    <div class="ts-control">
      <label class="ts-label" for="opener">
        Recovery code, or a connection key that works
      </label>
      <input
        id="opener"
        name="opener"
        class="ts-input"
        type="password"
        autocomplete="off"
        spellcheck={false}
        required
      />
      <p class="ts-hint">It opens the Stripe keys for this request alone, and is not stored.</p>
    </div>
  )
}

const openerOf = (text: string): OpenerInput =>
  text.startsWith('tsk_') ? { connectionKey: text } : { recoveryCode: text }

function drawNewConnectionKey(company: Company) {
  const { keys, problem, recoveryCode } = company.state
  if (!isOpen(company, 'new_connection_key'))
    return (
      <button class="ts-button" onClick={() => company.open({ kind: 'new_connection_key' })}>
        Make a connection key
      </button>
    )
  const hasLive = keys?.stripeKeys.some(({ mode }) => mode === 'live') ?? false
  const hasTest = keys?.stripeKeys.some(({ mode }) => mode === 'test') ?? false
  const submit = submitWith((entered) => {
    const mode = entered('mode') === 'test' ? 'test' : 'live'
    // While the recovery code is still on the page, nobody has to type it.
    const opener = recoveryCode === undefined ? openerOf(entered('opener')) : { recoveryCode }
    void company.createConnectionKey(entered('name'), mode, opener)
  })
  return (
    <form onSubmit={submit}>
      <div class="ts-control">
        <label class="ts-label" for="key-name">
          For whom
        </label>
        <input
          id="key-name"
          name="name"
          class="ts-input"
          maxLength={60}
          required
          placeholder="Ann’s Missive"
          ref={focusFirst}
        />
      </div>
      <fieldset>
        <legend class="ts-label">Data</legend>
        {(['live', 'test'] as const).map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              name="mode"
              value={mode}
              defaultChecked={mode === (hasTest && !hasLive ? 'test' : 'live')}
            />
            {mode === 'live' ? 'Live' : 'Test'}
          </label>
        ))}
      </fieldset>
      {recoveryCode === undefined && drawOpenerInput()}
      {drawProblem(problem)}
      {drawButtons(company, 'Make the key')}
    </form>
  )
}

function drawKeeping(company: Company) {
  const { keys, problem } = company.state
  if (!keys || keys.keeping === 'none') return undefined
  const isStanding = keys.keeping === 'standing'
  const submit = (run: (opener: OpenerInput) => Promise<void>) =>
    submitWith((entered) => void run(openerOf(entered('opener'))))
  return drawCard(
    'keeping',
    'How the Stripe keys are kept',
    isStanding
      ? 'Standing: the gateway opens them by itself.'
      : 'Sealed: they open only with somebody’s key.',
    <>
      <p>
        {isStanding
          ? 'Whoever runs this gateway can open your Stripe keys without asking anybody.'
          : 'Not even whoever runs this gateway can open them without a connection key or the recovery code. The sidebar and the proxy lane work in full.'}
      </p>
      {company.isOwner && !isStanding && !isOpen(company, 'new_recovery_code') && (
        <button class="ts-button" onClick={() => company.open({ kind: 'new_recovery_code' })}>
          Make another recovery code
        </button>
      )}
      {isOpen(company, 'new_recovery_code') && (
        <form onSubmit={submit(company.renewRecoveryCode)}>
          {drawOpenerInput()}
          {drawProblem(problem)}
          {drawButtons(company, 'Make another recovery code')}
        </form>
      )}
      {company.isOwner && isStanding && !isOpen(company, 'sealed') && (
        <button class="ts-button" onClick={() => company.open({ kind: 'sealed' })}>
          Seal them
        </button>
      )}
      {isOpen(company, 'sealed') &&
        drawQuestion(
          company,
          'Seal the keys? From then on they open only with a connection key or the recovery code.',
          'Seal them',
          company.turnStandingOff,
        )}
    </>,
  )
}

const roleNames: Record<Role, string> = { owner: 'Owner', admin: 'Admin', viewer: 'Viewer' }

function drawMembers(company: Company) {
  const { members, invitations } = company.state
  return drawCard(
    'members',
    'People',
    'Owners may do everything, admins all but keeping and billing, viewers look.',
    <>
      <ul class="rows">
        {members.map(({ id, email, role, since }) => (
          <li key={id}>
            <span class="what">
              <b>{email}</b>
              <br />
              <span class="ts-muted">
                {roleNames[role]} since {drawDay(since)}
              </span>
            </span>
          </li>
        ))}
        {invitations?.map(({ id, email, role, isExpired, expiresAt }) => (
          <li key={id}>
            <span class="what">
              <b>{email}</b>
              <br />
              <span class="ts-muted">
                Invited as {roleNames[role].toLowerCase()},{' '}
                {isExpired ? 'expired' : <>open until {drawDay(expiresAt)}</>}
              </span>
            </span>
            <button class="ts-link" onClick={() => void company.revokeInvitation(id)}>
              Take back<span class="ts-hidden"> the invitation of {email}</span>
            </button>
          </li>
        ))}
      </ul>
      {company.isAdmin && drawInvite(company)}
    </>,
  )
}

function drawInvite(company: Company) {
  const { problem } = company.state
  if (!isOpen(company, 'invite'))
    return (
      <button class="ts-button" onClick={() => company.open({ kind: 'invite' })}>
        Invite somebody
      </button>
    )
  const roles: readonly Role[] = company.isOwner ? ['viewer', 'admin', 'owner'] : ['viewer', 'admin']
  return (
    <form
      onSubmit={submitWith((entered) => {
        const role = roles.find((one) => one === entered('role')) ?? 'viewer'
        void company.invite(entered('email'), role)
      })}
    >
      <div class="ts-control">
        <label class="ts-label" for="invited">
          E-mail address
        </label>
        <input
          id="invited"
          name="email"
          class="ts-input"
          type="email"
          autocomplete="off"
          maxLength={254}
          required
          ref={focusFirst}
          {...described(problem)}
        />
      </div>
      <fieldset>
        <legend class="ts-label">Role</legend>
        {roles.map((role) => (
          <label key={role}>
            <input type="radio" name="role" value={role} defaultChecked={role === 'viewer'} />
            {roleNames[role]}
          </label>
        ))}
      </fieldset>
      <p class="ts-hint">
        Whoever joins cannot open the Stripe keys yet: make a connection key for them afterwards.
      </p>
      {drawProblem(problem)}
      {drawButtons(company, 'Send the invitation')}
    </form>
  )
}

const openerNames = {
  connection_key: 'connection key',
  recovery_code: 'the recovery code',
  passkey: 'a passkey',
  invitation: 'an invitation',
  standing: 'the gateway itself',
}

function drawOpenings(company: Company) {
  const { openings, keys } = company.state
  if (!keys || keys.keeping === 'none') return undefined
  const nameOf = (id: string) => keys.stripeKeys.find((key) => key.id === id)?.name ?? 'a key that is gone'
  const openerOfRow = (kind: keyof typeof openerNames, id: string) => {
    const name = keys.connectionKeys.find((key) => key.id === id)?.name
    return kind === 'connection_key' && name !== undefined ? `the key for ${name}` : openerNames[kind]
  }
  return drawCard(
    'openings',
    'When the Stripe keys were opened',
    'Counted by the hour; the newest first. It may be a few seconds late.',
    openings.length === 0 ? (
      <p class="ts-muted">They were not opened yet.</p>
    ) : (
      <ul class="rows">
        {openings.slice(0, 50).map((one) => (
          <li key={[one.hour, one.stripeKeyId, one.opener, one.openerId, one.feature].join(' ')}>
            <span class="what">
              <b>{nameOf(one.stripeKeyId)}</b> by {openerOfRow(one.opener, one.openerId)}, for{' '}
              {one.feature.replaceAll('_', ' ')}
              <br />
              <span class="ts-muted">
                {one.count === 1 ? 'once' : `${one.count} times`}, last {drawMinute(one.lastAt)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    ),
  )
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const dayOf = (ms: number) => day.format(new Date(ms))
const drawDay = (moment: string) => <time dateTime={moment}>{day.format(new Date(moment))}</time>
const drawMinute = (moment: string) => <time dateTime={moment}>{minute.format(new Date(moment))}</time>
