// A panel that says why the pinned customer is not shown. Falling back in silence could pass for the pinned one.

import type { Panel } from '#contract/panel.ts'
import type { View } from '#panels/draw.ts'

type Reason = 'gone' | 'unread'

const words: Record<'en' | 'de' | 'fr', Record<Reason, string>> = {
  en: {
    gone: 'The customer pinned to this conversation no longer exists in Stripe.',
    unread: 'The customer pinned to this conversation could not be read.',
  },
  de: {
    gone: 'Der an diese Unterhaltung geheftete Kunde existiert in Stripe nicht mehr.',
    unread: 'Der an diese Unterhaltung geheftete Kunde konnte nicht gelesen werden.',
  },
  fr: {
    gone: 'Le client épinglé à cette conversation n’existe plus dans Stripe.',
    unread: 'Le client épinglé à cette conversation n’a pas pu être lu.',
  },
}

export function drawPinNote(reason: Reason, view: View): Panel {
  const language = view.locale.slice(0, 2).toLowerCase()
  const title = words[language === 'de' || language === 'fr' ? language : 'en'][reason]
  return {
    id: 'pin-note',
    blocks: [{ type: 'alert', status: 'warn', icon: 'pin', title }],
    asOf: new Date(view.nowMs).toISOString(),
  }
}
