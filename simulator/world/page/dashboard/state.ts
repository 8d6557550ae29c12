// The state of the Dashboard half, as signals: the open object, read again for each conversation and mode.

import { computed, effect, signal } from '@preact/signals'
import { dashboardSchema } from '../../dashboard/objects.ts'
import type { DashboardObject } from '../../dashboard/objects.ts'
import { askOwnServer } from '../../../../dashboard/loopback/own-server.ts'
import { sharedInbox, teammates } from '../../../missive/people.ts'
import { mode, opened } from '../world-state.ts'

export type DashboardKind = DashboardObject['kind'] | 'settings'
export const dashboardKinds: readonly { kind: DashboardKind; label: string; viewport: string }[] = [
  { kind: 'customer', label: 'Customer', viewport: 'stripe.dashboard.customer.detail' },
  { kind: 'invoice', label: 'Invoice', viewport: 'stripe.dashboard.invoice.detail' },
  { kind: 'product', label: 'Product', viewport: 'stripe.dashboard.product.detail' },
  { kind: 'subscription', label: 'Subscription', viewport: 'stripe.dashboard.subscription.detail' },
  { kind: 'payment', label: 'Payment', viewport: 'stripe.dashboard.payment.detail' },
  { kind: 'settings', label: 'Settings', viewport: 'settings' },
]

export const dashboardKind = signal<DashboardKind>('invoice')
const objects = signal<readonly DashboardObject[]>([])
const chosen = signal<ReadonlyMap<string, string>>(new Map())
/** Incremented to read the same objects again. */
const reading = signal(0)
export const isReading = signal(false)

/** The person of the open conversation: the first address that is not the team's. */
const address = computed(() => {
  const own = new Set([...teammates.map(({ email }) => email), sharedInbox.address])
  const found = opened.value?.email_addresses.find(({ address: text }) => text && !own.has(text))
  return found?.address ?? ''
})

/** The objects of the open page's kind. */
export const objectsOfKind = computed(() => objects.value.filter(({ kind }) => kind === dashboardKind.value))
export const openObject = computed(() => {
  const id = chosen.value.get(dashboardKind.value)
  return objectsOfKind.value.find(({ context }) => context.id === id) ?? objectsOfKind.value[0]
})

/** Opens one object's page. */
export function openObjectPage(kind: DashboardKind, id?: string): void {
  if (id !== undefined) chosen.value = new Map(chosen.value).set(kind, id)
  dashboardKind.value = kind
}

/** Reads the objects again after a change. */
export function refreshDashboard(): void {
  reading.value += 1
}

async function read(query: string, isCurrent: () => boolean): Promise<void> {
  isReading.value = true
  const response = await askOwnServer(`/dashboard.json?${query}`)
  const parsed = dashboardSchema.safeParse(await response.json())
  if (!isCurrent()) return
  objects.value = parsed.success ? parsed.data.objects : []
  isReading.value = false
}

/** Follows the conversation and the mode. */
export function followConversation(): void {
  let reads = 0
  let lastQuery = ''
  effect(() => {
    const query = new URLSearchParams({ address: address.value, mode: mode.value }).toString()
    void reading.value
    const own = (reads += 1)
    // For another customer the old page disappears immediately; for the same one it is only refreshed.
    if (query !== lastQuery) objects.value = []
    lastQuery = query
    read(query, () => own === reads).catch(() => (isReading.value = false))
  })
}

/** A new number remounts the extension, after a change of the configuration. */
export const extensionNumber = signal(1)
export function refreshExtension(): void {
  extensionNumber.value += 1
}
