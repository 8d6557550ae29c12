// What a viewport means for the page: which objects it opens on, and whether it is a drawer, a module or a full page.

import type { View } from '../app/manifest.ts'

export type Shape = 'drawer' | 'page' | 'module'

const short = (viewport: string): string => viewport.replace(/^stripe\.dashboard\./, '')

/** A view's name in the menu. */
export const labelOf = ({ viewport, component }: View): string => `${short(viewport)} (${component})`

const kindsByPlace: Record<string, string[]> = {
  customer: ['customer'],
  invoice: ['invoice'],
  product: ['product'],
  subscription: ['subscription'],
  payment: ['payment_intent', 'charge'],
}

/** Kinds of objects the viewport opens on; none if it has no object. */
export function kindsOf(viewport: string): string[] {
  const [place = '', rest = ''] = short(viewport).split('.')
  return rest === 'detail' ? (kindsByPlace[place] ?? []) : []
}

export function shapeOf(viewport: string): Shape {
  if (viewport.endsWith('.page-module')) return 'module'
  return ['settings', 'onboarding', 'stripe.dashboard.fullpage'].includes(viewport) ? 'page' : 'drawer'
}

/** The view that an object opens: the one for its kind, otherwise the current one. */
export function viewForObject(views: readonly View[], kind: string, current: View): View {
  const isMadeFor = (view: View) => kindsOf(view.viewport).includes(kind)
  if (isMadeFor(current)) return current
  return views.find(isMadeFor) ?? current
}
