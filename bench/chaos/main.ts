// Chaos on the refund action: real gateway and orders processes are killed at seeded moments while returns are approved, and restart
// on the same files. Exits with 1 unless every return was refunded exactly once and all records agree.
// `node bench/chaos/main.ts --runs 200 --seed 1`

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runChaos, type Report } from './run.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '8' },
    config: { type: 'string' },
  },
})

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, count) => total + count, 0)

function print({ breaches, kills, starts, ...figures }: Report): void {
  const of = (word: string) =>
    sum([...kills].flatMap(([name, count]) => (name.includes(word) ? [count] : [])))
  console.log(
    `${figures.runs} returns, ${figures.keys} keys, seed ${values.seed}: ${(figures.tookMs / 1000).toFixed(0)} s`,
  )
  console.log(
    `kills: ${sum(kills.values())} (gateway ${of('gateway ')}, orders service ${of('orders ')}; before a request ${of(' before ')}, done but unanswered ${of(' done ')}, after an answer ${of(' after ')}, at any moment ${of(' at any ')})`,
  )
  for (const [name, count] of [...kills].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${String(count).padStart(4)} ${name}`)
  console.log(
    `starts: gateway ${starts.gateway}, orders service ${starts.orders}; answers lost: ${figures.lostAnswers}`,
  )
  console.log(
    `outcomes: ${Object.entries(figures.outcomes)
      .map(([state, count]) => `${state} ${count}`)
      .join(', ')}`,
  )
  console.log(
    `runs finished by a later attempt: ${figures.resumed}, at most ${figures.attemptsMax} attempts for one`,
  )
  console.log(`refunds at Stripe: ${figures.refunds} for ${figures.runs} returns`)
  for (const breach of breaches) console.log(`BREACH ${breach}`)
  console.log(breaches.length === 0 ? 'no breach' : `${breaches.length} breaches`)
}

const report = await runChaos({
  runs: Number(values.runs),
  seed: values.seed,
  atOnce: Number(values['at-once']),
  ...(values.config === undefined ? {} : { config: resolve(values.config) }),
  onProgress: (finished, of) => {
    if (finished % 20 === 0 || finished === of) console.error(`${finished} of ${of} outcomes are final`)
  },
})
print(report)
process.exit(report.breaches.length === 0 ? 0 : 1)
