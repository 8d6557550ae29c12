// "What to try": suggestions that are ticked off once they are really done.

import { useEffect, useRef } from 'preact/hooks'
import { forgetConnection, select, setFault, setTheme, setUser, tick, toast } from './actions.ts'
import { openObjectPage, type DashboardKind } from './dashboard/state.ts'
import type { Fault } from '../facts.ts'
import { Icon } from './icon.tsx'
import { pane, tried } from './world-state.ts'

type Step = { id: string; title: string; start: () => unknown }

const openWith = (id: string, text?: string) => () => {
  pane.value = matchMedia('(max-width: 760px)').matches ? 'side' : 'mail'
  select([id])
  if (text) toast(text)
}

const withFault = (fault: Fault, id: string, text: string) => async () => {
  await setFault(fault)
  openWith(id, `${text} “No faults” in the bar above ends it.`)()
}

const inDashboard = (id: string, kind: DashboardKind, text: string) => () => {
  pane.value = matchMedia('(max-width: 1199px)').matches ? 'dash' : 'mail'
  select([id])
  openObjectPage(kind)
  toast(text)
}

const steps: readonly Step[] = [
  { id: 'conv-priya', title: 'Open a past-due customer', start: openWith('conv-priya') },
  { id: 'conv-ostwind', title: 'Four customers, one address', start: openWith('conv-ostwind') },
  {
    id: 'approve',
    title: 'Approve a return, in Stripe',
    start: inDashboard(
      'conv-tomasz',
      'invoice',
      'Beside the invoice: “Approve and refund…”. The sidebar shows the same panel.',
    ),
  },
  {
    id: 'features',
    title: 'Change a plan, as administrator',
    start: () => {
      setUser('mara')
      inDashboard(
        'conv-ines',
        'product',
        'Mara may change what the Café plan includes. Both surfaces show it immediately.',
      )()
    },
  },
  {
    id: 'view-only',
    title: 'Become “View only”',
    start: () => {
      setUser('jonas')
      inDashboard(
        'conv-tomasz',
        'invoice',
        'Jonas has view-only access: the gateway refuses his actions, whatever the app shows.',
      )()
      tick('view-only')
    },
  },
  {
    id: 'edit',
    title: 'Edit a panel file, watch both sides',
    start: () => toast('Change a title in examples/shipping.ts and save: both surfaces redraw.'),
  },
  { id: 'conv-markup', title: 'A hostile name', start: openWith('conv-markup') },
  {
    id: 'last4',
    title: 'Find by card 4242',
    start: openWith(
      'conv-other-address',
      'In the sidebar press / and type 4242: the last digits of the card.',
    ),
  },
  {
    id: 'pin',
    title: 'Pin a customer',
    start: openWith('conv-other-address', 'Find the customer, then press the pin beside the name.'),
  },
  {
    id: 'pay-link',
    title: 'Insert the pay link',
    start: openWith('conv-priya', 'Use the action at the open invoice: the link lands in the reply.'),
  },
  {
    id: 'rate_limited',
    title: 'Make Stripe answer 429',
    start: withFault(
      'rate_limited',
      'conv-rosa',
      'Stripe answers 429. Customers seen before come from the cache: press refresh.',
    ),
  },
  {
    id: 'offline',
    title: 'Go offline',
    start: withFault('offline', 'conv-noma', 'The gateway no longer answers.'),
  },
  { id: 'dark', title: 'Switch to dark', start: () => setTheme('dark') },
  {
    id: 'several',
    title: 'Select several conversations',
    start: () => {
      pane.value = 'mail'
      toast('Hold Ctrl, ⌘ or Shift and click conversations: the sidebar must not look anyone up.')
    },
  },
  {
    id: 'setup',
    title: 'Connect by hand',
    start: () => {
      forgetConnection()
      toast('The connection is forgotten. Values to type in: “Connection” in the bar above.')
    },
  },
]

/** The strip under the top bar. */
export function Guide() {
  const next = steps.find(({ id }) => !tried.value.has(id))
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const current = list.current?.querySelector('[aria-current]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [next])
  return (
    <nav class="try" aria-labelledby="try-title">
      <h2 id="try-title">What to try</h2>
      <ol ref={list}>
        {steps.map((step, index) => {
          const isDone = tried.value.has(step.id)
          return (
            <li key={step.id}>
              <button
                type="button"
                class={isDone ? 'done' : ''}
                aria-current={step === next ? 'step' : undefined}
                onClick={step.start}
              >
                <span class="num">{isDone ? <Icon name="check" /> : index + 1}</span>
                {step.title}
                {isDone && <span class="hidden">, done</span>}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
