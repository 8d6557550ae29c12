#!/usr/bin/env node
// The command line. Each command is a file in commands/ that declares its options and does its work. Only the typed command is loaded,
// for a fast start. Exit codes: 0 done, 1 failed, 2 wrong call.

import { existsSync } from 'node:fs'
import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { explain, WrongCallError } from './explain.ts'

type CommandFile = { addTo: (parent: Command) => Command | Promise<Command> }

/** In the order of the help. */
const commands: Readonly<Record<string, () => Promise<CommandFile>>> = {
  init: () => import('./commands/init.ts'),
  start: () => import('./commands/start.ts'),
  preview: () => import('./commands/preview.ts'),
  doctor: () => import('./commands/doctor.ts'),
  'key-link': () => import('./commands/key-link.ts'),
  migrate: () => import('./commands/migrate.ts'),
  backup: () => import('./commands/backup.ts'),
  restore: () => import('./commands/restore.ts'),
  panel: () => import('./commands/panel.ts'),
  'keys create': () => import('./commands/keys/create.ts'),
  'keys list': () => import('./commands/keys/list.ts'),
  'keys revoke': () => import('./commands/keys/revoke.ts'),
  'schedules list': () => import('./commands/schedules/list.ts'),
  'schedules run': () => import('./commands/schedules/run.ts'),
  'events list': () => import('./commands/events/list.ts'),
  'events show': () => import('./commands/events/show.ts'),
  'events replay': () => import('./commands/events/replay.ts'),
  'events reconcile': () => import('./commands/events/reconcile.ts'),
  forward: () => import('./commands/forward.ts'),
  'missive connect': () => import('./commands/missive/connect.ts'),
  'missive disconnect': () => import('./commands/missive/disconnect.ts'),
  'deliveries list': () => import('./commands/deliveries/list.ts'),
  'deliveries retry': () => import('./commands/deliveries/retry.ts'),
  'endpoints list': () => import('./commands/endpoints/list.ts'),
  'endpoints enable': () => import('./commands/endpoints/enable.ts'),
  'tenants list': () => import('./commands/tenants/list.ts'),
  'tenants suspend': () => import('./commands/tenants/suspend.ts'),
  'tenants resume': () => import('./commands/tenants/resume.ts'),
  'tenants erase': () => import('./commands/tenants/erase.ts'),
  'remote check': () => import('./commands/remote/check.ts'),
  'vault rotate': () => import('./commands/vault/rotate.ts'),
  'stripe-app preview': () => import('./commands/stripe-app/preview.ts'),
  sign: () => import('./commands/sign.ts'),
  trigger: () => import('./commands/trigger.ts'),
  stack: () => import('./commands/stack.ts'),
}

const nouns: Readonly<Record<string, string>> = {
  keys: 'Connection keys: one for each person or device.',
  schedules: 'Schedules of tillside.config.ts.',
  events: 'Stripe’s events in the inbox.',
  missive: 'The token with which handlers post into Missive conversations.',
  deliveries: 'Events relayed to the endpoints of tillside.config.ts.',
  endpoints: 'In-house services that are sent events.',
  tenants: 'The companies of a hosted gateway.',
  remote: 'Services that stand in for functions of tillside.config.ts.',
  vault: 'Stored secrets.',
  'stripe-app': 'Stripe Apps: UI extensions of the Stripe Dashboard.',
}

/** Settings of the folder's `.env`; what the environment has already, stays. https://nodejs.org/api/process.html#processloadenvfilepath */
if (existsSync('.env')) process.loadEnvFile()

const program = new Command('tillside')
  .version(manifest.version)
  .description('Stripe beside every conversation.')
  .exitOverride()
  .showHelpAfterError('(tillside --help lists the commands)')

/** The typed command. If the call names none: all commands of its noun, or else all commands. */
function namesFor([first = '', second = '']: readonly string[]): string[] {
  const all = Object.keys(commands)
  const typed = all.filter((name) => name === first || name === `${first} ${second}`)
  if (typed.length > 0) return typed
  const ofNoun = all.filter((name) => name.startsWith(`${first} `))
  return ofNoun.length > 0 ? ofNoun : all
}

function parentOf(name: string): Command {
  const [noun = ''] = name.split(' ')
  const description = nouns[noun]
  if (description === undefined) return program
  const known = program.commands.find((command) => command.name() === noun)
  return known ?? program.command(noun).description(description)
}

/** From 22.18 on Node strips the types of a tillside.config.ts without a flag; undici asks for the version after it. */
const nodeMin = '22.19'

function checkNode(): void {
  const isOlder = process.versions.node.localeCompare(nodeMin, 'en', { numeric: true }) < 0
  if (isOlder)
    throw new WrongCallError(
      `tillside needs Node ${nodeMin} or newer. This is Node ${process.versions.node}.`,
    )
}

try {
  checkNode()
  for (const name of namesFor(process.argv.slice(2))) {
    const file = await commands[name]?.()
    await file?.addTo(parentOf(name))
  }
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}
