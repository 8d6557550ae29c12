// Simulates a process that dies at a given moment: from then on it reaches neither the database nor any service, and gives no
// answer. Moments are counted queries and outgoing calls; a call can also kill it after taking effect.

import type { KyselyPlugin } from 'kysely'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { createGate } from '../worlds/clock.ts'

export type Mortal = {
  db: Database
  fetch: Ports['fetch']
  isDead: () => boolean
  died: Promise<void>
  /** Resolves when a call is held back. */
  held: Promise<void>
}

export function createMortal(options: {
  db: Database
  fetch: Ports['fetch']
  /** The moment of death; by default it never dies. */
  deathAt?: number | undefined
  /** Writing calls wait for this, as on a hanging connection. */
  holdPosts?: Promise<void>
}): Mortal {
  const { deathAt = Infinity, holdPosts } = options
  const [death, held] = [createGate(), createGate()]
  let moments = 0
  let isDead = false

  /** Throws from the moment of death on. */
  function live(): void {
    if (!isDead && moments++ >= deathAt) {
      isDead = true
      death.open()
    }
    if (isDead) throw new Error('this process is dead')
  }

  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      live()
      return node
    },
    transformResult: async ({ result }) => result,
  }

  return {
    db: options.db.withPlugin(plugin),
    async fetch(input, init) {
      live()
      if (holdPosts && init?.method === 'POST') {
        held.open()
        await holdPosts
      }
      const response = await options.fetch(input, init)
      // The call has taken effect, but its answer is lost.
      live()
      return response
    },
    isDead: () => isDead,
    died: death.passed,
    held: held.passed,
  }
}
