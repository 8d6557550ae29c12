// A sidebar for tests, which control its Missive, its gateway and its clock.

import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import type { SidebarPorts } from './ports.ts'
import { createSidebar, type Sidebar } from './sidebar.ts'
import type { State } from './state.ts'

const settings = { version: 1, kind: 'key', url: 'https://till.example/', connectionKey: 'tsk_a' }
export const asOf = '2026-11-20T14:20:08Z'

/** An answer about the first address in the request; its conversation id is the part before the @. */
export function answerFor(request: PanelsRequest): PanelsMessage[] {
  const { subject } = request
  const address = subject.kind === 'people' ? (subject.people[0]?.address ?? '') : 'chosen@x.example'
  const customerId =
    subject.kind === 'customer' ? subject.customer.customerId : `cus_${address.split('@')[0]}`
  return [
    {
      type: 'found',
      people: [{ address, customers: 1 }],
      current: address,
      customer: { customerId, account: 'a' },
      accounts: [{ key: 'a', mode: 'live' }],
      mode: 'live',
      modes: ['live'],
      asOf,
    },
    { type: 'panel', panel: { id: 'customer', asOf, blocks: [{ type: 'header', name: customerId }] } },
    { type: 'done', asOf, requestId: 'req_1', stripeRequests: 0 },
  ]
}

/** Encodes messages as the gateway sends them. */
export const lines = (messages: PanelsMessage[]) =>
  messages.map((message) => JSON.stringify(message)).join('\n')

type Options = {
  fetch?: (request: PanelsRequest, url: string, init: RequestInit) => Promise<Response>
  wait?: () => Promise<unknown>
  stored?: Record<string, unknown>
  onChange?: (state: State) => void
}

/** Starts a sidebar whose Missive and gateway the test plays. */
export function start({
  fetch,
  wait = () => Promise.resolve(),
  stored = { tillside: settings },
  onChange,
}: Options = {}) {
  const timers: { ms: number; run: () => void }[] = []
  const calls: { url: string; init: RequestInit }[] = []
  const registrations: ((ids: string[]) => void)[] = []
  const ports: SidebarPorts = {
    missive: {
      onSelection: (listener) => registrations.push(listener),
      correspondence: async (id) => {
        await wait()
        return { conversation: {}, addresses: [{ address: `${id}@x.example` }], phones: [] }
      },
      users: () => Promise.resolve([]),
      load: (key) => Promise.resolve(stored[key]),
      save: async (key, value) => void (stored[key] = value),
      open: () => undefined,
      copy: () => Promise.resolve(true),
      insert: () => true,
      comment: () => Promise.resolve(true),
      task: () => Promise.resolve(true),
    },
    fetch: async (input, init = {}) => {
      const url = input instanceof Request ? input.url : String(input)
      calls.push({ url, init })
      await wait()
      const body = (typeof init.body === 'string' ? JSON.parse(init.body) : {}) as PanelsRequest
      return fetch ? fetch(body, url, init) : new Response(lines(answerFor(body)))
    },
    now: () => Date.parse(asOf),
    later: (ms, run) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
    mark: () => undefined,
    pageUrl: 'https://till.example/',
    reader: () => ({ locale: 'en-GB', timeZone: 'Europe/Berlin' }),
    changed: () => onChange?.(sidebar.store.state),
    focusHeading: () => undefined,
    place: () => () => undefined,
    foreseeForms: () => undefined,
  }
  const sidebar: Sidebar = createSidebar(ports)
  return {
    sidebar,
    timers,
    calls,
    registrations,
    stored,
    select: (...ids: string[]) => sidebar.selection.select(ids),
  }
}

/** The customer on screen. */
export const drawn = ({ lookup }: State) => lookup?.response.found?.customer?.customerId
