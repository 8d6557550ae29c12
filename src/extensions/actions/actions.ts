// Responds to what surfaces ask of an action: open its form, check what was entered, run it once.

import {
  actionResponseSchema,
  type ActionRequest,
  type ActionResponse,
  type ActionResult,
} from '#contract/actions.ts'
import type { StripeAccount } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import { timeZoneOrUtc } from '#contract/time-zone.ts'
import type { Caller, Surface } from '#definitions/context.ts'
import type { ActionDefinition } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import { consumeNonce, type Nonce } from '#store/nonces.ts'
import type { ActionCall, ActionDeps } from './context.ts'
import { checkForm, checkRun, formTimeoutMs, openForm, type FormRequest } from './forms.ts'
import { claimOf, claimRun, findClaimed, readRun, runClaimed, type ActionRunDeps } from './run.ts'
import type { ActionWork } from './work.ts'
import { cleanInput } from './form-input.ts'
import { lockedFor } from '../roles.ts'

/** Who sends a request, and from where. */
export type ActionRequester = {
  caller: Caller
  account: StripeAccount
  /** `acct_…` of a connected account. */
  connected?: string
  sandbox: boolean
  surface: Surface
  requestId: string
  signal: AbortSignal
  /** Of a signed request to run; taken exactly once, with the claim of the key or without one. */
  nonce?: Nonce
}

export interface Actions {
  /** Throws `not_found`, `role_missing`, `bad_request`, `key_conflict`, `nonce_used`. */
  respond(id: string, request: ActionRequest, requester: ActionRequester): Promise<ActionResponse>
}

const panelsTimeoutMs = 4000
const panelsMax = 8

/** For one tenant. */
export function createActions(deps: ActionRunDeps): Actions {
  return {
    async respond(id, request, requester) {
      const incoming = { id, request, requester }
      const response =
        request.stage === 'run' ? await respondToRun(deps, incoming) : await respondWithForm(deps, incoming)
      return inShape(deps, response, id)
    },
  }
}

type Incoming = { id: string; request: ActionRequest; requester: ActionRequester }

async function respondWithForm(deps: ActionRunDeps, incoming: Incoming): Promise<ActionResponse> {
  const form = toFormRequest(deps, incoming)
  const { stage, step } = incoming.request
  return stage === 'open' ? openForm(form) : checkForm(form, step)
}

/** Throws `not_found`, `role_missing`. */
function toFormRequest(deps: ActionRunDeps, { id, request, requester }: Incoming): FormRequest {
  const { subject, locale = 'en' } = request
  const definition = findAction(deps, id, request)
  const missing = lockedFor(requester.caller, definition.roles, locale)
  if (missing !== undefined) throw new GatewayError('role_missing', { detail: `${missing}.` })
  const { nonce: _nonce, ...rest } = requester
  const signal = AbortSignal.any([requester.signal, AbortSignal.timeout(formTimeoutMs)])
  const call: ActionCall = { ...rest, subject, locale, timeZone: timeZoneOrUtc(request.timeZone), signal }
  return { deps, definition, call, entered: cleanInput(definition, request.input) }
}

function findAction({ config }: ActionRunDeps, id: string, { subject }: ActionRequest): ActionDefinition {
  const found = config().actions.find((action) => action.id === id && action.for.includes(subject.kind))
  if (!found) throw new GatewayError('not_found', { detail: 'There is no such action.' })
  return found
}

/** Claims the key, runs the action, and tells how that went. A repeated key gets the result of its first run. */
async function respondToRun(deps: ActionRunDeps, incoming: Incoming): Promise<ActionResponse> {
  const claimed = await claimAndTakeNonce(deps, incoming)
  if (claimed.kind === 'refused') return claimed.response
  const { form, jobId } = claimed
  const { signal } = incoming.requester
  const result: ActionResult =
    claimed.kind === 'new'
      ? await runClaimed(deps, jobId, signal)
      : { ...(await readRun(deps, jobId)), repeated: true }
  return withFreshPanels(form, result, signal)
}

/** `known`: an earlier request claimed the key. `held`: another request claimed it at the same time. */
type Claimed =
  | { kind: 'new' | 'held' | 'known'; form: FormRequest; jobId: string }
  | { kind: 'refused'; response: ActionResponse }

/** Takes the nonce exactly once, whatever becomes of the request: with the claim, or here where no claim was made. */
async function claimAndTakeNonce(deps: ActionRunDeps, incoming: Incoming): Promise<Claimed> {
  const { nonce } = incoming.requester
  const [ended] = await Promise.allSettled([claim(deps, incoming)])
  const isTaken = ended.status === 'fulfilled' && ['new', 'held'].includes(ended.value.kind)
  if (nonce && !isTaken) await consumeNonce(deps.db, nonce, deps.ports.now())
  if (ended.status === 'rejected') throw ended.reason
  return ended.value
}

async function claim(deps: ActionRunDeps, incoming: Incoming): Promise<Claimed> {
  const form = toFormRequest(deps, incoming)
  const { request, requester } = incoming
  const { key, by } = request
  if (key === undefined) throw new GatewayError('bad_request', { detail: 'Send a key to run an action.' })
  const { definition, call, entered } = form
  const { signal: _signal, ...lasting } = call
  const draft: ActionWork = { ...lasting, action: definition.id, input: entered }
  const identity = await claimOf(key, entered, draft)
  // Before anything is checked: what was right for the first run may be refused by now, because that run did it.
  const known = await findClaimed(deps, identity)
  if (known) return { kind: 'known', form, jobId: known.jobId }
  const checked = await checkRun(form)
  if (!checked.ok) return { kind: 'refused', response: checked.response }
  const { jobId, isNew } = await claimRun(deps, {
    claim: identity,
    work: { ...draft, input: checked.input },
    nonce: requester.nonce,
    ...(by === undefined || requester.surface === 'stripe_app' ? {} : { by }),
  })
  return { kind: isNew ? 'new' : 'held', form, jobId }
}

/** Adds the panels that show what changed, as they are now. */
async function withFreshPanels(
  { deps, definition, call }: FormRequest,
  result: ActionResult,
  requestSignal: AbortSignal,
): Promise<ActionResult> {
  if (result.state === 'working' || result.state === 'refused') return result
  const { account, connected } = call
  // Panels say `invalidatedBy: ['action.<id>']`; what was read of the subject is old in any case.
  deps.panels.invalidate(`action.${definition.id}`, {
    key: account.key,
    ...(connected === undefined ? {} : { connected }),
  })
  const signal = AbortSignal.any([requestSignal, AbortSignal.timeout(panelsTimeoutMs)])
  const ids = (definition.refreshes ?? []).slice(0, panelsMax)
  const panels = await Promise.all(ids.map((panel) => loadPanel(deps, { ...call, signal }, panel)))
  const drawn = panels.filter((panel) => panel !== undefined)
  return drawn.length > 0 ? { ...result, panels: drawn } : result
}

/** `undefined` where the panel cannot be drawn now: the result is told all the same. */
async function loadPanel(
  { panels, ports }: ActionDeps,
  call: ActionCall,
  panel: string,
): Promise<Panel | undefined> {
  try {
    let last: Panel | undefined
    for await (const drawn of panels.load({ ...call, panel, fresh: true })) last = drawn
    return last
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'late'
    ports.log.warn('action.panel_not_refreshed', { panel, requestId: call.requestId, code })
    return undefined
  }
}

/** Holds the response against the contract: what an author wrote may not fit. A result has happened, so it is told without its extras. */
function inShape({ ports }: ActionDeps, response: ActionResponse, action: string): ActionResponse {
  const parsed = actionResponseSchema.safeParse(response)
  if (parsed.success) return parsed.data
  const problem = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  ports.log.error('action.answer_invalid', { action, type: response.type, problem })
  if (response.type !== 'outcome') throw new GatewayError('internal')
  const { type, state, requestId, repeated } = response
  return { type, state, requestId, title: action, ...(repeated ? { repeated } : {}) }
}
