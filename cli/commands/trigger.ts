// tillside trigger: sends the gateway an event as Stripe would, built from the simulator's objects and signed with the gateway's
// own signing secret; without any settings, to the preview world on this machine. No Stripe account is needed; an id in it means
// nothing to the real Stripe.

import { randomBytes } from 'node:crypto'
import { ConfigError, parseConfig, previewWebhookSecrets, type Config } from '#config.ts'
import { parseBaseUrl } from '#sources/base-url.ts'
import { eventTypes, isEventType, nearestTypes, type EventType } from '../../simulator/stripe/event-types.ts'
import type { JsonObject } from '../../simulator/stripe/json.ts'
import { PathError } from '../../simulator/stripe/override.ts'
import { createSamples } from '../../simulator/stripe/sample-event.ts'
import { WrongCallError } from '../explain.ts'
import { createProgress, type Screen } from './trigger-progress.ts'
import { lineOf, sendEvents, type Answer } from './trigger-send.ts'

export type TriggerOptions = {
  account?: string
  live?: boolean
  /** `path=value` */
  override?: string[]
  url?: string
  count: number
  thin?: boolean
  json?: boolean
  id?: string
}

/** Where the command writes: lines for whoever reads them, a bar for whoever watches. */
export type TriggerOutput = {
  line: (text: string) => void
  screen: Screen
  /** The lines go to the same terminal as the bar. */
  sameTerminal: boolean
}

/** All types, one a line. */
export const listTypes = (line: (text: string) => void): void => {
  for (const type of eventTypes) line(type)
}

/** Sends the events; whether every answer was a success. */
export async function trigger(
  name: string | undefined,
  options: TriggerOptions,
  env: Record<string, unknown>,
  output: TriggerOutput,
): Promise<boolean> {
  const make = maker(name, options)
  const config = parseConfig(env)
  const address = addressOf(options, config)
  const sending = {
    address,
    secret: secretOf(options, config, address),
    count: options.count,
    make,
  }
  const answers: Answer[] = []
  const tangled = options.json === true && output.sameTerminal
  const progress = createProgress(output.screen, tangled ? 0 : options.count)
  const printsEach = options.json === true || options.count <= eachMax
  try {
    await sendEvents(sending, (answer) => {
      answers.push(answer)
      progress.step(!isSuccess(answer))
      if (options.json) output.line(JSON.stringify(answer))
    })
  } finally {
    progress.end()
  }
  if (!printsEach) output.line(summaryOf(answers))
  else if (!options.json) for (const answer of answers) output.line(lineOf(answer))
  return answers.every(isSuccess)
}

const eachMax = 20
const isSuccess = ({ status }: Answer): boolean => status !== null && status >= 200 && status < 300

/** Makes events as asked; the first is made at once, so that a wrong call is refused before anything is sent. */
function maker(name: string | undefined, options: TriggerOptions): () => JsonObject {
  const { account, id, live = false } = options
  const type = typeOf(name)
  const isThin = options.thin === true || name?.startsWith('v1.') === true
  if (account !== undefined && !/^acct_[A-Za-z0-9]+$/.test(account)) {
    throw new WrongCallError('--account: write an id of Stripe, acct_…')
  }
  if (id !== undefined && !/^evt_[A-Za-z0-9_]+$/.test(id)) throw new WrongCallError('--id: write evt_…')
  const overrides = overridesOf(options.override ?? [])
  const samples = createSamples(Date.now())
  const make = (): JsonObject =>
    samples[isThin ? 'thin' : 'snapshot']({
      type,
      livemode: live,
      overrides,
      nowMs: Date.now(),
      newId,
      ...(account === undefined ? {} : { account }),
      ...(id === undefined ? {} : { id }),
    })
  try {
    make()
  } catch (error) {
    if (error instanceof PathError) throw new WrongCallError(`--override: ${error.message}`)
    throw error
  }
  return make
}

function typeOf(name: string | undefined): EventType {
  if (name === undefined) {
    throw new WrongCallError('Write the type of the event: tillside trigger --list prints all.')
  }
  const type = name.replace(/^v1\./, '')
  if (isEventType(type)) return type
  const nearest = nearestTypes(type)
  const hint = nearest.length > 0 ? ` Near it: ${nearest.join(', ')}.` : ''
  throw new WrongCallError(`There is no event type ${name}.${hint} tillside trigger --list prints all.`)
}

function overridesOf(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text): [string, string] => {
    const at = text.indexOf('=')
    if (at < 1) throw new WrongCallError(`--override: write path=value, not ${text}`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return Object.fromEntries(pairs)
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const newId = (prefix: string): string =>
  `${prefix}_${[...randomBytes(24)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')}`

function secretOf(
  { live = false }: TriggerOptions,
  { stripeKeys, webhookSecrets }: Config,
  address: string,
): string {
  const mode = live ? 'live' : 'test'
  const [first] = webhookSecrets[mode]
  if (first) return first.secret.reveal()
  const isUnset = stripeKeys.length + webhookSecrets.live.length + webhookSecrets.test.length === 0
  // Plain http is only to this machine.
  if (isUnset && address.startsWith('http:')) return previewWebhookSecrets[mode]
  const setting = live ? 'STRIPE_WEBHOOK_SECRETS_LIVE' : 'STRIPE_WEBHOOK_SECRETS_TEST'
  throw new ConfigError([`${setting}: missing; it holds the signing secret of the endpoint, whsec_…`])
}

const anywhere = new Set(['0.0.0.0', '::'])
function addressOf({ url, live = false }: TriggerOptions, { host, port }: Config): string {
  const name = anywhere.has(host) ? '127.0.0.1' : host
  const asked = url ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  const parsed = parseBaseUrl(asked, false)
  if (!parsed.ok) {
    throw new WrongCallError(`--url: write https://…, or http:// to this machine, not ${asked}`)
  }
  return `${parsed.base.origin}${parsed.base.prefix}/webhooks/stripe/${live ? 'live' : 'test'}`
}

/** What came of many, by answer, the most frequent first. */
function summaryOf(answers: readonly Answer[]): string {
  const groups = Map.groupBy(answers, ({ status, reason }) =>
    [status ?? 'no answer', ...(reason === undefined ? [] : [reason])].join(' '),
  )
  const counts = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([words, each]) => `${each.length.toLocaleString('en')} × ${words}`)
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  return `${answers[0]?.type ?? ''}: ${counts.join(', ')}; median ${median} ms, slowest ${times.at(-1) ?? 0} ms`
}
