// A gateway with a configuration from the test, in front of the simulated Stripe.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { panelsMessageSchema, type PanelsMessage } from '#contract/api.ts'
import type { Panel } from '#contract/panel.ts'
import { listenStripe } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator, type StripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { proof, startOnNode, type StartForTest, type TestGateway } from './node.ts'

export type ConfiguredWorld = {
  simulator: StripeSimulator
  gateway: TestGateway
  folder: string
  /** Sends one request and returns its messages, parsed with the contract's schema. */
  ask: (request: object, headers?: Record<string, string>) => Promise<PanelsMessage[]>
  post: (request: object, headers?: Record<string, string>) => Promise<Response>
  /** The id of the first customer with this address that is not deleted. */
  customerOf: (address: string) => string
  close: () => Promise<void>
}

/** `body` goes inside `defineConfig({ … })`; `blocks`, `defineAction` and `definePanel` are imported. */
export const configText = (body: string, before = ''): string =>
  `import { blocks, defineAction, defineConfig, definePanel } from 'tillside/config'
import { z } from 'zod'
${before}
export default defineConfig({ ${body} })
`

export async function startConfiguredWorld(
  text: string,
  env: Record<string, string> = {},
  start: StartForTest = startOnNode,
): Promise<ConfiguredWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-config-'))
  const file = join(folder, 'tillside.config.ts')
  writeFileSync(file, text)
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const gateway = await start(stripe.url, {
    STRIPE_API_KEY: `Kelpie=${simulator.keys.live},Kelpie=${simulator.keys.test}`,
    TILLSIDE_TEAM_DOMAINS: 'kelpie.example',
    TILLSIDE_CONFIG: file,
    ...env,
  })
  const post = (request: object, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/api/panels`, {
      method: 'POST',
      headers: { ...proof, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(request),
    })
  return {
    simulator,
    gateway,
    folder,
    post,
    async ask(request, headers) {
      const answer = await (await post(request, headers)).text()
      return answer
        .trimEnd()
        .split('\n')
        .map((line) => panelsMessageSchema.parse(JSON.parse(line)))
    },
    customerOf: (address) => simulator.customersOf(address).find(({ deleted }) => !deleted)?.id ?? '',
    async close() {
      await gateway.close(0)
      await stripe.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const people = (...addresses: string[]) => ({
  subject: { kind: 'people', people: addresses.map((address) => ({ address })) },
})

export const panelsOf = (messages: PanelsMessage[]): Panel[] =>
  messages.flatMap((message) => (message.type === 'panel' ? [message.panel] : []))

/** The final version of a panel: later ones replace earlier ones. */
export const lastOf = (messages: PanelsMessage[], id: string): Panel | undefined =>
  panelsOf(messages).findLast((panel) => panel.id === `in-house:${id}`)
