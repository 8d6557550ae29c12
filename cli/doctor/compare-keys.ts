// Compares the keys that read with the keys that actions write with. They are paired by name and mode, so a pair that does not match
// leaves actions without a key, or lets them write where nobody looks.

import type { Config } from '#config.ts'
import type { StripeKey } from '#config/stripe-keys.ts'
import { didYouMean } from '#did-you-mean.ts'
import type { Ports } from '#ports.ts'
import { findAccountOfKey } from '#stripe/api/account-of-key.ts'
import type { CheckResult } from './check-result.ts'

const what = 'keys'
const timeoutMs = 10_000

type Settings = Pick<Config, 'stripeKeys' | 'stripeActionsKeys' | 'stripeApiBase'>
type Pair = { reading: StripeKey; acting: StripeKey }

const isPair = (one: StripeKey, other: StripeKey) => one.name === other.name && one.mode === other.mode
const ofName = ({ name }: StripeKey) => (name === undefined ? '' : ` of ${name}`)

/** What can be said without asking Stripe. */
export function compareModes({ stripeKeys, stripeActionsKeys }: Settings): CheckResult[] {
  if (stripeKeys.length === 0 || stripeActionsKeys.length === 0) return []
  const strange = stripeActionsKeys
    .filter((acting) => !stripeKeys.some((reading) => isPair(reading, acting)))
    .map((acting): CheckResult => explainStrange(acting, stripeKeys, stripeActionsKeys))
  const lacking = stripeKeys
    .filter((reading) => !stripeActionsKeys.some((acting) => isPair(reading, acting)))
    .filter((reading) => !stripeActionsKeys.some(({ name }) => name === reading.name))
    .map((reading): CheckResult => {
      const detail = `STRIPE_ACTIONS_KEY has no ${reading.mode} key${ofName(reading)}: actions that write are refused there`
      return { state: 'warn', what, detail }
    })
  const findings = [...strange, ...lacking]
  const detail = 'the keys of STRIPE_ACTIONS_KEY have the names and modes of STRIPE_API_KEY'
  return findings.length > 0 ? findings : [{ state: 'ok', what, detail }]
}

/** Bad if an account is left without a key for actions; a key too many only needs attention. */
function explainStrange(
  acting: StripeKey,
  readings: readonly StripeKey[],
  actings: readonly StripeKey[],
): CheckResult {
  const alike = readings.filter(({ name }) => name === acting.name)
  if (alike.length === 0) {
    const names = readings.flatMap(({ name }) => name ?? [])
    const meant = acting.name === undefined ? '' : didYouMean(acting.name, names)
    const which = acting.name === undefined ? 'a key without a name' : `"${acting.name}"`
    const detail = `STRIPE_ACTIONS_KEY: ${which} is for no account of STRIPE_API_KEY: name its keys alike${meant}`
    return { state: 'bad', what, detail }
  }
  const isNeeded = alike.some((reading) => !actings.some((one) => isPair(reading, one)))
  if (!isNeeded) {
    const detail = `STRIPE_ACTIONS_KEY has a ${acting.mode} key${ofName(acting)}, STRIPE_API_KEY has none: it is never used`
    return { state: 'warn', what, detail }
  }
  const other = acting.mode === 'live' ? 'test' : 'live'
  const detail = `STRIPE_API_KEY${ofName(acting)} is a ${other} key and STRIPE_ACTIONS_KEY a ${acting.mode} key: actions have no key for what people see. Create both keys in the same mode`
  return { state: 'bad', what, detail }
}

/** Whether the two keys of each pair belong to one account, as far as Stripe says whose they are. */
export async function compareAccounts(config: Settings, ports: Pick<Ports, 'fetch'>): Promise<CheckResult[]> {
  const pairs = config.stripeActionsKeys.flatMap((acting): Pair[] => {
    const reading = config.stripeKeys.find((one) => isPair(one, acting))
    return reading ? [{ reading, acting }] : []
  })
  const findings = await Promise.all(pairs.map((pair) => compareAccountsOf(pair, config, ports)))
  return findings.flat()
}

async function compareAccountsOf(
  { reading, acting }: Pair,
  { stripeApiBase }: Settings,
  ports: Pick<Ports, 'fetch'>,
): Promise<CheckResult[]> {
  const accountOf = async (key: StripeKey) => {
    if (key.context !== undefined) return key.context
    const found = await findAccountOfKey(key, { ports, apiBase: stripeApiBase, timeoutMs })
    return found.known ? found.accountId : undefined
  }
  const [reads, writes] = await Promise.all([accountOf(reading), accountOf(acting)])
  if (reads === undefined || writes === undefined || reads === writes) return []
  const detail = `STRIPE_API_KEY${ofName(reading)} belongs to ${reads} and STRIPE_ACTIONS_KEY to ${writes}: actions would write in another account than people see`
  return [{ state: 'bad', what, detail }]
}
