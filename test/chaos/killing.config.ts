// A handler that kills its process, like one that runs out of memory, another of the same event, and one of another event.

import { appendFileSync } from 'node:fs'
import { defineConfig, defineHandler } from 'tillside/config'

const noteIn = (name: string) => appendFileSync(process.env['RUNS_FILE'] ?? '', `${name}\n`)

const kills = defineHandler({
  id: 'kills',
  events: ['invoice.voided'],
  async handle() {
    noteIn('kills')
    process.kill(process.pid, 'SIGKILL')
    // Never continues.
    await new Promise(() => undefined)
  },
})
const beside = defineHandler({
  id: 'beside',
  events: ['invoice.voided'],
  handle: async () => noteIn('beside'),
})
const works = defineHandler({ id: 'works', events: ['invoice.paid'], handle: async () => noteIn('works') })

export default defineConfig({ handlers: [kills, beside, works] })
