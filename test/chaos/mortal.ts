// A process that dies at a given moment: from then on it neither reaches the database nor anybody outside, and answers nobody.
// Its moments are queries and outgoing calls, counted; a call can also kill it after it has had its effect.

import type { KyselyPlugin } from 'kysely'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { createGate } from '../worlds/clock.ts'

export type Mortal = {
  db: Database
  fetch: Ports['fetch']
  isDead: () => boolean
  died: Promise<void>
  /** Resolves when a call is being held. */
  held: Promise<void>
}

export function createMortal(options: {
  db: Database
  fetch: Ports['fetch']
  /** The moment of death; never without. */
  deathAt?: number | undefined
  /** Calls that write are let through only then, as on a line that hangs. */
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
      // The effect is there, its answer reaches nobody.
      live()
      return response
    },
    isDead: () => isDead,
    died: death.passed,
    held: held.passed,
  }
}
