// Lets the user choose between customers who share an address. Paying customers come first; a product paid for twice is named.

import type { CustomerHit, Lookup, Subscription } from '#contract/billing.ts'
import type { Block, BlockOf, Panel } from '#contract/panel.ts'
import type { Words } from '#words/en/panels.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { accountAlerts } from './account-alerts.ts'
import { drawChoice, sortHits } from './choice.ts'
import { doubledProducts } from './doubled-products.ts'
import { startDrawing, type View } from './drawing.ts'
import { foreign } from './foreign.ts'
import { isoOf } from './moment.ts'
import { groupOf, valueOf } from './standing.ts'

/** What the customers have in common. */
export type About = { address?: string; text?: string; lookup?: Lookup }

const choicesMax = 100

/** The subscriptions that are being paid for now. */
function paidSubscriptions({ subscriptions }: CustomerHit): Subscription[] {
  const items = valueOf(subscriptions)?.items ?? []
  return items.filter((one) => ['renewing', 'ending'].includes(groupOf(one)))
}

/** Finds products that several of the customers pay for, per Stripe account. */
function billedTwice(hits: CustomerHit[], { alerts }: Words): BlockOf<'alert'>[] {
  const accounts = [...new Set(hits.map(({ account }) => account.key))]
  const doubled = accounts.flatMap((key) => {
    const own = hits.filter(({ account }) => account.key === key)
    return doubledProducts(own.map(paidSubscriptions))
  })
  return doubled.slice(0, 3).map(({ times, name }) => ({
    type: 'alert',
    status: 'warn',
    title: alerts.billedTwice,
    text: alerts.billedTwiceCustomers(times, name),
  }))
}

/** Lists customers of the same domain separately and labelled; none of them is chosen automatically. */
export function drawSimilar(similar: CustomerHit[], view: View): Panel[] {
  if (similar.length === 0) return []
  const words = panelWordsFor(view.locale)
  const choices = sortHits(similar)
    .slice(0, choicesMax)
    .map((hit) => {
      const drawing = startDrawing(hit.account, view)
      const email = foreign(hit.customer.email, 320)
      const choice = drawChoice(hit, view)
      return {
        ...choice,
        status: choice.status,
        ...(email ? { idNote: [email] } : {}),
        badges: [...(choice.badges ?? []), { text: drawing.words.chooser.notVerified }].slice(0, 4),
      }
    })
  return [
    {
      id: 'similar',
      title: words.sections.similar,
      count: String(similar.length),
      open: true,
      blocks: [{ type: 'choices', choices }],
      asOf: isoOf(view.nowMs),
    },
  ]
}

function subtitle(hits: CustomerHit[], { address, text }: About, words: Words) {
  const shared = foreign(address ?? text, 320)
  return shared && address !== undefined
    ? words.chooser.sharing(hits.length, { ...shared, strong: true })
    : words.chooser.found(hits.length)
}

/** Draws the chooser. */
export function drawChooser(hits: CustomerHit[], about: About, view: View): Panel[] {
  const words = panelWordsFor(view.locale)
  const { lookup, address } = about
  const person = lookup?.people.find((one) => one.address === address)
  const asOf = isoOf(lookup?.asOfMs ?? view.nowMs)
  const blocks: Block[] = [
    {
      type: 'header',
      name: words.chooser.title,
      match: { icon: 'users', text: subtitle(hits, about, words) },
    },
    ...accountAlerts(lookup?.accounts ?? [], view),
    {
      type: 'choices',
      choices: sortHits(hits)
        .slice(0, choicesMax)
        .map((hit) => drawChoice(hit, view)),
      remember: true,
    },
    ...(person?.hasMore || hits.length > choicesMax
      ? [{ type: 'text' as const, text: words.chooser.more }]
      : []),
    ...billedTwice(hits, words),
  ]
  return [{ id: 'chooser', blocks, asOf }, ...drawSimilar(lookup?.similar ?? [], view)]
}
