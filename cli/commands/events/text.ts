// Prints one event as text.

import type { ConsoleAttempt, ConsoleEventDetail } from '#contract/console.ts'

type Print = (line: string) => void

export function printEvent(detail: ConsoleEventDetail, print: Print): void {
  const { event, handlers, deliveries, history, masked } = detail
  print(`${event.eventId}  ${event.type}  ${event.mode}`)
  printFacts(detail, print)
  printPart(
    'Handlers',
    handlers.flatMap(({ handler, state, isSuperseded, error, nextAttemptAt, attempts, steps }) => [
      [
        handler,
        isSuperseded ? 'passed over' : state,
        ...(error === undefined ? [] : [`(${error})`]),
        ...(nextAttemptAt === undefined ? [] : [`next try ${nextAttemptAt}`]),
      ].join('  '),
      ...attempts.map((one) => `  ${lineOf(one)}`),
      ...steps.map(({ name, at }) => `  ${at}  finished ${plain(name)}`),
    ]),
    print,
  )
  printPart(
    'Deliveries',
    deliveries.flatMap(({ id, endpoint, state, error, attempts: tried }) => [
      [endpoint, state, ...(error === undefined ? [] : [`(${error})`]), id].join('  '),
      ...tried.map((one) => `  ${lineOf(one)}`),
    ]),
    print,
  )
  printPart(
    'Done by people',
    history.map(({ at, action, actor }) => `${at}  ${action} by ${actor}`),
    print,
  )
  if (detail.payload === undefined) return print('\nThe payload was erased.')
  print(`\nPayload${masked ? ', with personal data masked (--unmasked shows it)' : ''}`)
  print(plainLines(JSON.stringify(detail.payload, undefined, 2)))
}

function printFacts({ event, cameBy, form }: ConsoleEventDetail, print: Print): void {
  const facts: [string, string | undefined][] = [
    ['state', event.error === undefined ? event.state : `${event.state} (${event.error})`],
    ['account', event.account ?? event.accountName ?? 'own'],
    ['object', event.objectId],
    ['customer', event.customerId],
    ['happened', event.occurredAt],
    ['came in', `${event.createdAt}, ${cameBy}${form === 'thin' ? ', thin' : ''}`],
    ['next try', event.nextAttemptAt],
    ['ended', event.endedAt],
  ]
  for (const [name, value] of facts) if (value !== undefined) print(`  ${name.padEnd(9)} ${plain(value)}`)
}

const lineOf = ({ number, at, tookMs, outcome, error, status, excerpt }: ConsoleAttempt): string =>
  [
    at,
    `try ${number}`,
    `${tookMs} ms`,
    outcome,
    ...(error === undefined ? [] : [error]),
    ...(status === undefined ? [] : [`answered ${status}`]),
    ...(excerpt === undefined ? [] : [plain(excerpt)]),
  ].join('  ')

function printPart(title: string, lines: readonly string[], print: Print): void {
  if (lines.length === 0) return
  print(`\n${title}`)
  for (const line of lines) print(`  ${line}`)
}

/** Makes foreign text safe for a terminal: control characters, which could move the cursor or change colours, are replaced. */
const plain = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}')
/** The same for several lines. */
const plainLines = (text: string) => text.split('\n').map(plain).join('\n')
