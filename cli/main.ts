#!/usr/bin/env node
// The command line: names, options and exit codes (0 done, 1 failed, 2 wrong call). Each command is a file in commands/.

import { Command, InvalidArgumentError, Option } from 'commander'
import { signedOps } from '#contract/signed.ts'
import { positiveInteger } from './arguments.ts'
import type { PanelOptions } from './commands/panel.ts'
import type { StripeAppPreviewOptions } from './commands/stripe-app-preview.ts'
import type { SignOptions } from './commands/sign.ts'
import type { TriggerOptions } from './commands/trigger.ts'
import { addEventCommands } from './event-commands.ts'
import { explain } from './explain.ts'
import { addRelayCommands } from './relay-commands.ts'

const program = new Command('tillside')
  .description('Stripe beside every conversation.')
  .exitOverride()
  .showHelpAfterError('(tillside --help lists the commands)')

program
  .command('start')
  .description('Start the gateway; without a Stripe key, the preview world.')
  .addOption(
    new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'),
  )
  .option('--watch', 'read tillside.config.ts again whenever it changes')
  .action(async ({ role, watch = false }: { role: 'all' | 'web' | 'worker'; watch?: boolean }) => {
    const { start } = await import('./commands/start.ts')
    await start(role, { watch })
  })

program
  .command('preview')
  .description('Start the preview world: a simulated inbox and a simulated Stripe. No account, no network.')
  .action(async () => {
    const { startPreviewWorld } = await import('./commands/start.ts')
    await startPreviewWorld()
  })

program
  .command('doctor')
  .description('Check settings, database, sidebar, Stripe and the permissions of each key.')
  .option('--json', 'one JSON object instead of text')
  .action(async ({ json = false }: { json?: boolean }) => {
    const { doctor } = await import('./commands/doctor.ts')
    process.exitCode = (await doctor({ json })) ? 0 : 1
  })

program
  .command('migrate')
  .description('Bring the database to the newest schema.')
  .action(async () => {
    const { migrateDatabase } = await import('./commands/migrate.ts')
    await migrateDatabase()
  })

program
  .command('panel')
  .description('Draw a panel of tillside.config.ts as text.')
  .argument('<id>', 'the id of the panel')
  .option('--customer <id>', 'about this customer, cus_…')
  .option('--invoice <id>', 'in_…')
  .option('--product <id>', 'prod_…')
  .option('--subscription <id>', 'sub_…')
  .option('--payment <id>', 'pi_…, ch_… or py_…')
  .option('--email <address>', 'about this address')
  .addOption(new Option('--live', 'in live mode').conflicts('test'))
  .option('--test', 'in test mode; without either, live mode if there is a key for it')
  .option('--account <name>', 'the Stripe account, if there are several: its name or acct_…')
  .option('--param <name=value>', 'what a filter or a next page would ask for; repeatable', collect)
  .option('--role <id>', 'as somebody with this role; repeatable; without it, with every role', collect)
  .option('--locale <tag>', 'such as de-AT', locale, 'en')
  .option('--json', 'the panel as JSON')
  .action(async (id: string, options: PanelOptions) => {
    const { drawPanel } = await import('./commands/panel.ts')
    if (!(await drawPanel(id, options, process.env))) process.exitCode = 1
  })

const keys = program.command('keys').description('Connection keys: one for each person or device.')

keys
  .command('create')
  .description('Make a connection key. It is shown once.')
  .requiredOption('--name <name>', 'whose it is, for the list', nonEmpty)
  .option('--json', 'as JSON')
  .action(async ({ name, json = false }: { name: string; json?: boolean }) => {
    const { createKey } = await import('./commands/keys.ts')
    await createKey({ name, json })
  })

keys
  .command('list')
  .description('List connection keys, newest first.')
  .option('--json', 'one JSON object a line')
  .option('--limit <count>', 'at most this many', positiveInteger, 50)
  .action(async ({ json = false, limit }: { json?: boolean; limit: number }) => {
    const { listKeys } = await import('./commands/keys.ts')
    await listKeys({ json, limit })
  })

keys
  .command('revoke')
  .description('Revoke a connection key, at once.')
  .argument('<id>', 'its id, key_…')
  .action(async (id: string) => {
    const { revokeKey } = await import('./commands/keys.ts')
    if (!(await revokeKey(id))) process.exitCode = 1
  })

const schedules = program.command('schedules').description('Schedules of tillside.config.ts.')

schedules
  .command('list')
  .description('List schedules: when each comes next, and what became of the last times.')
  .option('--json', 'one JSON object a line')
  .option('--limit <count>', 'at most this many of the last times', positiveInteger, 3)
  .action(async ({ json = false, limit }: { json?: boolean; limit: number }) => {
    const { listSchedules } = await import('./commands/schedules.ts')
    await listSchedules({ json, limit })
  })

schedules
  .command('run')
  .description('Run a schedule now, beside its own times. The gateway does it; this waits for the end.')
  .argument('<id>', 'its id')
  .action(async (id: string) => {
    const { runSchedule } = await import('./commands/schedules.ts')
    if (!(await runSchedule(id))) process.exitCode = 1
  })

addEventCommands(program)
addRelayCommands(program)

program
  .command('vault')
  .description('Stored secrets.')
  .command('rotate')
  .description('Seal every stored secret anew with the first key of TILLSIDE_KEKS.')
  .action(async () => {
    const { rotateVaultCommand } = await import('./commands/vault.ts')
    if (!(await rotateVaultCommand())) process.exitCode = 1
  })

program
  .command('stripe-app')
  .description('Stripe Apps: UI extensions of the Stripe Dashboard.')
  .command('preview')
  .description('Show any Stripe App in a simulated Dashboard on this machine. No account, no upload.')
  .argument('<dir>', 'folder of the app, with stripe-app.json')
  .option('--manifest <file>', 'another manifest, such as stripe-app.dev.json')
  .option('--port <n>', 'where the page is', port, 4800)
  .option(
    '--headless-port <n>',
    'for tests in a browser: one line of JSON, no watching; 0 takes a free port',
    port,
  )
  .option('--stripe-api <url>', 'another Stripe instead of the simulated one; takes STRIPE_API_KEY')
  .option('--view <viewport>', 'the view that is shown first')
  .option('--no-watch', 'do not reload when files change')
  .action(async (folder: string, options: Omit<StripeAppPreviewOptions, 'folder'>) => {
    const { runStripeAppPreview } = await import('./commands/stripe-app-preview.ts')
    await runStripeAppPreview({ folder, ...options })
  })

program
  .command('sign')
  .description(
    'Print a signed request of the Stripe App as a curl command. It can be sent once, within five minutes.',
  )
  .addOption(new Option('--op <op>', 'what it is for').choices(signedOps).makeOptionMandatory())
  .requiredOption('--user <id>', 'who asks, usr_…')
  .requiredOption('--account <id>', 'in which account, acct_…')
  .option('--role <id>', 'a built-in role of the person, such as admin; may be repeated', collect, [])
  .addOption(new Option('--mode <mode>', 'live or test').choices(['live', 'test']).default('test'))
  .option('--sandbox', 'the account is a sandbox', false)
  .option('--args <json>', 'arguments', '{}')
  .option(
    '--resource <text>',
    'the action’s id, or the source’s name; of panels it is taken from the arguments',
  )
  .option('--url <url>', 'address of the gateway')
  .option('--plain', 'Stripe’s plain form instead of the envelope', false)
  .option('--secret-from-env <name>', 'variable that holds the signing secret', 'STRIPE_APP_SECRETS')
  .action(async (options: SignOptions) => {
    const { signRequest } = await import('./commands/sign.ts')
    console.log(signRequest(options, process.env, Date.now()))
  })

program
  .command('trigger')
  .description(
    'Send the gateway an event as Stripe would: built here, signed with the secret of its endpoint.',
  )
  .argument('[type]', 'such as invoice.payment_failed')
  .option('--list', 'print all types')
  .option('--account <id>', 'the connected account it happened in, acct_…')
  .option('--live', 'in live mode; otherwise test mode')
  .option('--override <path=value>', 'such as data.object.amount=500; repeatable', collect)
  .option('--url <url>', 'address of the gateway')
  .option('--count <n>', 'so many events, up to 10,000', upTo(10_000), 1)
  .option('--thin', 'the thin event, which only names the object')
  .option('--id <id>', 'the id of the event, evt_…; the same for each of several')
  .option('--json', 'one JSON object a line')
  .action(async (type: string | undefined, options: TriggerOptions & { list?: boolean }) => {
    const { listTypes, trigger } = await import('./commands/trigger.ts')
    const line = (text: string) => void process.stdout.write(`${text}\n`)
    if (options.list) return listTypes(line)
    const output = { line, screen: process.stderr, sameTerminal: process.stdout.isTTY }
    if (!(await trigger(type, options, process.env, output))) process.exitCode = 1
  })

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Write a port number.')
  return value
}

program
  .command('stack')
  .description('Turn a stack trace of the Stripe App back into lines of its sources.')
  .argument('<file>', 'the trace; - reads what is piped in')
  .option('--map <file>', 'the map kept with the build (default: that of the last build here)')
  .action(async (file: string, { map }: { map?: string }) => {
    const { printStack } = await import('./commands/stack.ts')
    if (!printStack(file, map)) process.exitCode = 1
  })

function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = positiveInteger(text)
    if (value > most) throw new InvalidArgumentError(`Write at most ${most}.`)
    return value
  }
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

function locale(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? 'en'
  } catch {
    throw new InvalidArgumentError('Write a language tag such as en or de-AT.')
  }
}

function nonEmpty(text: string): string {
  if (text.trim() === '' || text.length > 80) throw new InvalidArgumentError('Write 1 to 80 characters.')
  return text.trim()
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}
