// tillside trigger: sends the gateway an event as Stripe would, built from the simulator's objects and signed with the gateway's
// own signing secret. Without settings it goes to the preview world on this machine, whose secrets are in the preview's note.
// It needs no Stripe account; the ids in the event are unknown to the real Stripe.

import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import { parseBaseUrl } from '#sources/base-url.ts'
import { isEventType, nearestTypes, type EventType } from '../../simulator/stripe/event-types.ts'
import type { JsonObject } from '../../simulator/stripe/json.ts'
import { PathError } from '../../simulator/stripe/override.ts'
import { createSamples } from '../../simulator/stripe/sample-event.ts'
import { allTypes, isThinOnlyType, type ThinOnlyType } from '../../simulator/stripe/thin-types.ts'
import { collect, upTo } from '../arguments.ts'
import { WrongCallError } from '../explain.ts'
import { findNote } from '../preview/note.ts'
import { createProgress, type Screen } from '../progress.ts'
import { lineOf, sendEvents, type SendResult } from '../send-events.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('trigger')
    .description(
      'Send the gateway an event as Stripe would: built locally, signed with the endpoint’s secret.',
    )
    .argument('[type]', 'such as invoice.payment_failed')
    .option('--list', 'print all types')
    .option('--account <id>', 'the connected account it happened in, acct_…')
    .option('--live', 'in live mode; by default in test mode')
    .option('--override <path=value>', 'such as data.object.amount=500; repeatable', collect)
    .option('--url <url>', 'address of the gateway')
    .option('--count <n>', 'number of events, up to 10,000', upTo(10_000), 1)
    .option('--thin', 'the thin event, which only names the object')
    .option('--id <id>', 'the id of the event, evt_…; with --count all events have it')
    .option('--json', 'one JSON object per line')
    .action(async (type: string | undefined, options: TriggerOptions & { list?: boolean }) => {
      const line = (text: string) => void process.stdout.write(`${text}\n`)
      if (options.list) return listTypes(line)
      const output = { line, screen: process.stderr, sameTerminal: process.stdout.isTTY }
      if (!(await trigger(type, options, process.env, output))) process.exitCode = 1
    })

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

/** Where the command writes: result lines, and a progress bar. */
export type TriggerOutput = {
  line: (text: string) => void
  screen: Screen
  /** Whether the lines go to the same terminal as the bar. */
  sameTerminal: boolean
}

/** Prints all types, one per line. */
export const listTypes = (line: (text: string) => void): void => {
  for (const type of allTypes) line(type)
}

/** Sends the events. Returns true when all succeeded. */
export async function trigger(
  name: string | undefined,
  options: TriggerOptions,
  env: Record<string, unknown>,
  output: TriggerOutput,
): Promise<boolean> {
  const make = maker(name, options)
  const config = parseConfig(env)
  const address = addressOf(options, config)
  const request = {
    address,
    secret: secretOf(options, config, address),
    count: options.count,
    make,
  }
  const results: SendResult[] = []
  const tangled = options.json === true && output.sameTerminal
  const progress = createProgress(output.screen, tangled ? 0 : options.count)
  const printsEach = options.json === true || options.count <= eachMax
  try {
    await sendEvents(request, (result) => {
      results.push(result)
      progress.step(!isSuccess(result))
      if (options.json) output.line(JSON.stringify(result))
    })
  } finally {
    progress.end()
  }
  if (!printsEach) output.line(summaryOf(results))
  else if (!options.json) for (const result of results) output.line(lineOf(result))
  return results.every(isSuccess)
}

const eachMax = 20
const isSuccess = ({ status }: SendResult): boolean => status !== null && status >= 200 && status < 300

/** Returns a function that makes the events. It makes one first, so that a wrong call fails before anything is sent. */
function maker(name: string | undefined, options: TriggerOptions): () => JsonObject {
  const { account, id, live = false } = options
  const type = typeOf(name)
  if (account !== undefined && !/^acct_[A-Za-z0-9]+$/.test(account)) {
    throw new WrongCallError('--account: write a Stripe id, acct_…')
  }
  if (id !== undefined && !/^evt_[A-Za-z0-9_]+$/.test(id)) throw new WrongCallError('--id: write evt_…')
  const overrides = overridesOf(options.override ?? [])
  const samples = createSamples(Date.now())
  const about = () => ({
    livemode: live,
    overrides,
    nowMs: Date.now(),
    newId,
    ...(account === undefined ? {} : { account }),
    ...(id === undefined ? {} : { id }),
  })
  const isThin = options.thin === true || name?.startsWith('v1.') === true
  const make = (): JsonObject =>
    isThin || isThinOnlyType(type)
      ? samples.thin({ ...about(), type })
      : samples.snapshot({ ...about(), type })
  try {
    make()
  } catch (error) {
    if (error instanceof PathError) throw new WrongCallError(`--override: ${error.message}`)
    throw error
  }
  return make
}

function typeOf(name: string | undefined): EventType | ThinOnlyType {
  if (name === undefined) {
    throw new WrongCallError('Write the type of the event: tillside trigger --list prints all.')
  }
  if (isThinOnlyType(name)) return name
  const type = name.replace(/^v1\./, '')
  if (isEventType(type)) return type
  const nearest = nearestTypes(type, allTypes)
  const hint = nearest.length > 0 ? ` Similar types: ${nearest.join(', ')}.` : ''
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
  const note = isUnset ? findNote(Number(new URL(address).port)) : undefined
  // Plain http only goes to this machine.
  if (note && address.startsWith('http:')) return note.secrets[mode]
  const setting = live ? 'STRIPE_WEBHOOK_SECRETS_LIVE' : 'STRIPE_WEBHOOK_SECRETS_TEST'
  throw new ConfigError([
    `${setting}: missing, and you run no preview at ${new URL(address).origin}; set it to the endpoint’s signing secret, whsec_…`,
  ])
}

const anywhere = new Set(['0.0.0.0', '::'])
function addressOf({ url, live = false }: TriggerOptions, { host, port }: Config): string {
  const name = anywhere.has(host) ? '127.0.0.1' : host
  const target = url ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  const parsed = parseBaseUrl(target, false)
  if (!parsed.ok) {
    throw new WrongCallError(`--url: write https://…, or http:// to this machine, not ${target}`)
  }
  return `${parsed.base.origin}${parsed.base.prefix}/webhooks/stripe/${live ? 'live' : 'test'}`
}

/** Summarizes many results in one line, by status and reason, the most frequent first. */
function summaryOf(results: readonly SendResult[]): string {
  const groups = Map.groupBy(results, ({ status, reason }) =>
    [status ?? 'no response', ...(reason === undefined ? [] : [reason])].join(' '),
  )
  const counts = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([words, each]) => `${each.length.toLocaleString('en')} × ${words}`)
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  return `${results[0]?.type ?? ''}: ${counts.join(', ')}; median ${median} ms, slowest ${times.at(-1) ?? 0} ms`
}
