// Actions of the configuration, as surfaces ask for them: open the form, check what was entered, run it once.

import {
  actionAnswerSchema,
  type ActionAnswer,
  type ActionAnswerOf,
  type ActionRequest,
} from '#contract/actions.ts'
import type { StripeAccount } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import type { Caller, Surface } from '#definitions/context.ts'
import type { ActionDefinition } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import type { Database } from '#store/schema.ts'
import type { Asked } from './action-context.ts'
import { checkForm, checkRun, formTimeoutMs, openForm, type FormAsked } from './action-forms.ts'
import {
  claimOf,
  claimRun,
  findClaimed,
  isOver,
  runClaimed,
  tellRun,
  type RunMeans,
  type Transact,
} from './action-run.ts'
import type { ActionWork } from './action-work.ts'
import { cleanInput } from './form-input.ts'
import { lockedFor } from './roles.ts'

/** Who asks, and from where. */
export type ActionAsker = {
  caller: Caller
  account: StripeAccount
  /** `acct_…` of a connected account. */
  connected?: string
  sandbox: boolean
  surface: Surface
  requestId: string
  signal: AbortSignal
  /** Written in the transaction that claims the key, or in one of its own where no key is claimed: a nonce. May throw. */
  beforeClaim?: (transaction: Database) => Promise<void>
}

export interface Actions {
  /** Throws `not_found`, `role_missing`, `bad_request`, `key_conflict`, and what `beforeClaim` throws. */
  answer(id: string, request: ActionRequest, who: ActionAsker): Promise<ActionAnswer>
}

type Outcome = ActionAnswerOf<'outcome'>
const panelsTimeoutMs = 4000
const panelsMax = 8

/** For one tenant. */
export function createActions(means: RunMeans): Actions {
  return {
    async answer(id, request, who) {
      const ask = (transact: Transact) => dispatch({ means, id, request, who }, transact)
      const { beforeClaim } = who
      const answer =
        request.stage === 'run' && beforeClaim
          ? await withNonce(means.db, beforeClaim, ask)
          : await ask((work) => means.db.transaction().execute(work))
      return inShape(means, answer, id)
    },
  }
}

/** Uses up the nonce exactly once, whatever comes of the request: with the claim, or else by itself. */
async function withNonce<T>(
  db: Database,
  beforeClaim: (transaction: Database) => Promise<void>,
  ask: (transact: Transact) => Promise<T>,
): Promise<T> {
  let isUsed = false
  const transact: Transact = async (work) => {
    const result = await db.transaction().execute(async (transaction) => {
      await beforeClaim(transaction)
      return work(transaction)
    })
    isUsed = true
    return result
  }
  const [asked] = await Promise.allSettled([ask(transact)])
  if (!isUsed) await db.transaction().execute(beforeClaim)
  if (asked.status === 'rejected') throw asked.reason
  return asked.value
}

type Request = { means: RunMeans; id: string; request: ActionRequest; who: ActionAsker }

async function dispatch({ means, id, request, who }: Request, transact: Transact): Promise<ActionAnswer> {
  const { subject, stage, step, locale = 'en' } = request
  const definition = findAction(means, id, request)
  const missing = lockedFor(who.caller, definition.roles, locale)
  if (missing !== undefined) throw new GatewayError('role_missing', { detail: `${missing}.` })
  const { beforeClaim: _, signal, ...rest } = who
  const forms = AbortSignal.any([signal, AbortSignal.timeout(formTimeoutMs)])
  const asked: Asked = { ...rest, subject, locale, signal: forms }
  const one: FormAsked = { means, definition, asked, entered: cleanInput(definition, request.input) }
  if (stage === 'open') return openForm(one)
  return stage === 'check' ? checkForm(one, step) : run({ means, id, request, who }, one, transact)
}

function findAction({ config }: RunMeans, id: string, { subject }: ActionRequest): ActionDefinition {
  const found = config().actions.find((one) => one.id === id && one.for.includes(subject.kind))
  if (!found) throw new GatewayError('not_found', { detail: 'There is no such action.' })
  return found
}

async function run(
  { means, request, who }: Request,
  one: FormAsked,
  transact: Transact,
): Promise<ActionAnswer> {
  const { key, by } = request
  if (key === undefined) throw new GatewayError('bad_request', { detail: 'Send a key to run an action.' })
  const { definition, asked, entered } = one
  const { signal: _signal, ...lasting } = asked
  const draft: ActionWork = { ...lasting, action: definition.id, input: entered }
  const claim = await claimOf(key, entered, draft)
  // Before anything is checked: what was right back then may be refused by now, because it was done.
  const known = await findClaimed(means, claim)
  if (known) return complete(means, one, who, { ...(await tellRun(means, known.jobId)), repeated: true })
  const checked = await checkRun(one)
  if (!checked.ok) return checked.answer
  const { jobId, isNew } = await claimRun(means, {
    claim,
    work: { ...draft, input: checked.input },
    transact,
    ...(by === undefined || who.surface === 'stripe_app' ? {} : { by }),
  })
  const outcome = isNew ? await runClaimed(means, jobId, who.signal) : await tellRun(means, jobId)
  return complete(means, one, who, isNew ? outcome : { ...outcome, repeated: true })
}

/** With the panels that show what changed, as they are now. */
async function complete(
  means: RunMeans,
  one: FormAsked,
  who: ActionAsker,
  outcome: Outcome,
): Promise<Outcome> {
  if (!isOver(outcome) || outcome.state === 'refused') return outcome
  const { definition, asked } = one
  const { account, connected } = asked
  // Panels say `invalidatedBy: ['action.<id>']`; what was read of the subject is old in any case.
  means.panels.invalidate(`action.${definition.id}`, {
    key: account.key,
    ...(connected === undefined ? {} : { connected }),
  })
  const signal = AbortSignal.any([who.signal, AbortSignal.timeout(panelsTimeoutMs)])
  const names = (definition.refreshes ?? []).slice(0, panelsMax)
  const panels = await Promise.all(names.map((panel) => loadPanel(means, { ...asked, signal }, panel)))
  const drawn = panels.filter((panel) => panel !== undefined)
  return drawn.length > 0 ? { ...outcome, panels: drawn } : outcome
}

/** `undefined` where it cannot be drawn now: the outcome is told all the same. */
async function loadPanel(
  { panels, ports }: RunMeans,
  asked: Asked,
  panel: string,
): Promise<Panel | undefined> {
  try {
    let last: Panel | undefined
    for await (const one of panels.load({ ...asked, panel, fresh: true })) last = one
    return last
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'late'
    ports.log.warn('action.panel_not_refreshed', { panel, requestId: asked.requestId, code })
    return undefined
  }
}

/** Held against the contract: what an author wrote may not fit. An outcome has happened, and is told without its extras. */
function inShape({ ports }: RunMeans, answer: ActionAnswer, action: string): ActionAnswer {
  const parsed = actionAnswerSchema.safeParse(answer)
  if (parsed.success) return parsed.data
  const problem = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  ports.log.error('action.answer_invalid', { action, type: answer.type, problem })
  if (answer.type !== 'outcome') throw new GatewayError('internal')
  const { type, state, requestId, repeated } = answer
  return { type, state, requestId, title: action, ...(repeated ? { repeated } : {}) }
}
