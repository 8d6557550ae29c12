// Makes a panel of what an author's `load` returned: fills in what the gateway knows (the account of a subject, whom an
// action is locked for), cleans text from outside, and holds the whole against the vocabulary.

import { panelSchema, type Panel } from '#contract/panel.ts'
import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { cleanText } from '#panels/foreign.ts'
import { lockedFor } from '../roles.ts'

export type Completion = {
  config: Pick<TillsideConfig, 'panels' | 'actions'>
  caller: Pick<Caller, 'roles'>
  accountKey: string
  locale: string
}

export type Completed =
  | { ok: true; panel: Panel }
  /** `blocks[0].fields[2].value: …`: for the author. */
  | { ok: false; problem: string }

const foreignCharsMax = 5000

/** `head` is what the author may not change: id, age. */
export function completePanel(
  loaded: unknown,
  head: { id: string; title: string; asOf: string },
  completion: Completion,
): Completed {
  if (!isRecord(loaded)) return { ok: false, problem: 'load returned no panel' }
  const { id, title, asOf } = head
  const problems: string[] = []
  const body = complete(loaded, '', { ...completion, problems })
  const parsed = panelSchema.safeParse({
    title,
    ...asRecord(body),
    id,
    asOf,
    pending: undefined,
    stale: undefined,
  })
  if (parsed.success) {
    const [problem] = problems
    return problem === undefined ? { ok: true, panel: parsed.data } : { ok: false, problem }
  }
  const [issue] = parsed.error.issues
  return { ok: false, problem: issue ? `${pathOf(issue.path)}: ${issue.message}` : 'load returned no panel' }
}

type Walk = Completion & { problems: string[] }
type Plain = Record<string, unknown>

const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const asRecord = (value: unknown): Plain => (isRecord(value) ? value : {})

/** Goes through everything; what it does not know it leaves to the vocabulary. */
function complete(value: unknown, path: string, walk: Walk): unknown {
  if (Array.isArray(value)) return value.map((one, at) => complete(one, `${path}[${at}]`, walk))
  if (!isRecord(value)) return value
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, complete(one, at(name), walk)]),
  )
  if (copy['type'] === 'foreign' && typeof copy['text'] === 'string') {
    return { ...copy, text: cleanText(copy['text'], foreignCharsMax) }
  }
  if (copy['kind'] === 'run' || copy['type'] === 'form') return completeRun(copy, at('action'), walk)
  if (copy['kind'] === 'load') return completeLoad(copy, at('panel'), walk)
  return copy
}

function completeRun(part: Plain, path: string, walk: Walk): Plain {
  const { config, caller, locale, problems } = walk
  const action = config.actions.find(({ id }) => id === part['action'])
  if (!action) problems.push(`${path}: there is no action "${String(part['action']).slice(0, 60)}"`)
  const locked = part['locked'] ?? (action && lockedFor(caller, action.roles, locale))
  return { ...part, subject: withAccount(part['subject'], walk), ...(locked === undefined ? {} : { locked }) }
}

function completeLoad(part: Plain, path: string, walk: Walk): Plain {
  const panel = walk.config.panels.find(({ id }) => id === part['panel'])
  if (!panel) walk.problems.push(`${path}: there is no panel "${String(part['panel']).slice(0, 60)}"`)
  return { ...part, subject: withAccount(part['subject'], walk) }
}

const withAccount = (subject: unknown, { accountKey }: Walk): unknown =>
  isRecord(subject) && subject['account'] === undefined ? { ...subject, account: accountKey } : subject

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('')
