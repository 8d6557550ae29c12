// tillside sign: prints a signed request of the Stripe App as a curl command, to try a route by hand. The signing secret is read
// from the environment and never printed. The signature is valid for five minutes, the request once.

import { randomUUID } from 'node:crypto'
import { Option, type Command } from 'commander'
import { envelopeText, signedBodyText } from '#auth/stripe-app/envelope.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import { envelopeSchema, signedOps, type SignedOp } from '#contract/signed.ts'
import { subjectKey } from '#contract/subject-key.ts'
import { subjectSchema } from '#contract/subject.ts'
import { nodeHasher } from '../../runtimes/node/hasher.ts'
import { collect } from '../arguments.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('sign')
    .description(
      'Print a signed request of the Stripe App as a curl command. It can be sent once, within five minutes.',
    )
    .addOption(new Option('--op <op>', 'purpose of the request').choices(signedOps).makeOptionMandatory())
    .requiredOption('--user <id>', 'the person, usr_…')
    .requiredOption('--account <id>', 'the account, acct_…')
    .option('--role <id>', 'a built-in role of the person, such as admin; repeatable', collect, [])
    .addOption(new Option('--mode <mode>', 'live or test').choices(['live', 'test']).default('test'))
    .option('--sandbox', 'the account is a sandbox', false)
    .option('--args <json>', 'arguments', '{}')
    .option(
      '--resource <text>',
      'the action’s id or the source’s name; for panels it is taken from the arguments',
    )
    .option('--url <url>', 'address of the gateway')
    .option('--plain', 'Stripe’s plain form instead of the envelope', false)
    .option('--secret-from-env <name>', 'variable that holds the signing secret', 'STRIPE_APP_SECRETS')
    .action((options: SignOptions) => console.log(signRequest(options, process.env, Date.now())))

export type SignOptions = {
  op: SignedOp
  user: string
  account: string
  role: string[]
  mode: 'live' | 'test'
  sandbox: boolean
  /** JSON. */
  args: string
  resource?: string
  url?: string
  /** Stripe's plain form: user and account, and the arguments as a payload. */
  plain: boolean
  /** Name of the variable that holds the secrets. */
  secretFromEnv: string
}

/** Throws `ConfigError` if there is no secret or the options make no valid envelope. */
export function signRequest(options: SignOptions, env: Record<string, unknown>, nowMs: number): string {
  const config = parseConfig({ ...env, STRIPE_APP_SECRETS: env[options.secretFromEnv] })
  const [secret] = config.stripeAppSecrets
  if (!secret) {
    throw new ConfigError([`${options.secretFromEnv}: missing; set it to the app’s signing secret, absec_…`])
  }
  const args = JSON.stringify(parseArgs(options.args))
  const resource = options.resource ?? resourceOf(options.op, args)
  const { text, body } = options.plain ? plainOf(options, args) : envelopeOf(options, args, resource)
  const signedAt = Math.floor(nowMs / 1000)
  const signature = nodeHasher.hmacSha256(secret.reveal(), `${signedAt}.${text}`)
  return curl(addressOf(options, { config, resource, args }), `t=${signedAt},v1=${signature}`, body)
}

function parseArgs(text: string): object {
  const wrong = new ConfigError([`--args: write a JSON object, such as '{"subject":{…}}'`])
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw wrong
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw wrong
  return parsed
}

/** The subject in the arguments of `panels`; other operations have none. */
function resourceOf(op: SignedOp, args: string): string | undefined {
  if (op !== 'panels') return undefined
  const parsed = subjectSchema.safeParse((JSON.parse(args) as { subject?: unknown }).subject)
  return parsed.success ? subjectKey(parsed.data) : undefined
}

type Signed = { text: string; body: string }

function plainOf({ user, account, role, mode }: SignOptions, args: string): Signed {
  const roles = role.length === 0 ? {} : { stripe_roles: rolesOf(role) }
  const payload = { ...roles, livemode: mode === 'live', ...(args === '{}' ? {} : { args }) }
  const text = JSON.stringify({ ...payload, user_id: user, account_id: account })
  return { text, body: text }
}

const rolesOf = (ids: readonly string[]) => ids.map((id) => ({ id, type: 'builtIn' }))

function envelopeOf(options: SignOptions, args: string, resource: string | undefined): Signed {
  const { op, user, account, role, mode, sandbox } = options
  const parsed = envelopeSchema.safeParse({
    v: 1,
    op,
    nonce: randomUUID(),
    mode,
    sandbox,
    ...(resource === undefined ? {} : { resource }),
    args_sha256: nodeHasher.sha256(args),
    ...(role.length === 0 ? {} : { stripe_roles: rolesOf(role) }),
    user_id: user,
    account_id: account,
  })
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `--${nameOf(path[0])}: ${message}`))
  }
  return { text: envelopeText(parsed.data), body: signedBodyText(parsed.data, args) }
}

const names: Record<string, string> = { user_id: 'user', account_id: 'account', stripe_roles: 'role' }
const nameOf = (key: PropertyKey | undefined) => names[String(key)] ?? String(key)

const paths: Partial<Record<SignedOp, string>> = {
  connection: '/connection',
  panels: '/panels',
  'error.report': '/errors',
}

function addressOf(
  { op, url, plain }: SignOptions,
  { config, resource = '', args }: { config: Config; resource: string | undefined; args: string },
): string {
  const base = (url ?? config.publicUrl ?? `http://${config.host}:${config.port}`).replace(/\/$/, '')
  const { path = '' } = JSON.parse(args) as { path?: string }
  if (op === 'action') return `${base}/stripe-app/actions/${resource}`
  if (op === 'proxy') return `${base}/stripe-app/proxy/${resource}${path}`
  if (op === 'connection' && plain) return `${base}/stripe-app/whoami`
  return `${base}/stripe-app${paths[op] ?? `/${op.replace('.', '/')}`}`
}

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

const curl = (address: string, signature: string, body: string) =>
  [
    `curl --silent --show-error ${quote(address)}`,
    `--header ${quote('Content-Type: application/json')}`,
    `--header ${quote(`Stripe-Signature: ${signature}`)}`,
    `--data-raw ${quote(body)}`,
  ].join(' \\\n  ')
