// What was read only in part, in German.

import { line } from '../line.ts'
import type { incomplete as english } from '../en/incomplete.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('de')

export const incomplete: typeof english = {
  atLeast: (amount) => line`mindestens ${amount}`,
  moreSubscriptions: (read) => `${count(read, 'Abonnement', 'Abonnements')} gelesen, es gibt weitere`,
  moreItems: 'ein Abonnement hat mehr Positionen, als gelesen wurden',
  endedUnknown: 'beendete Abonnements fehlen womöglich',
  endedUnknownText: 'Beendete Abonnements fehlen womöglich.',
  moreOpenInvoices: 'womöglich sind mehr Rechnungen offen, als gelesen wurden',
  lostAtLeast: (amounts) => line`mindestens ${amounts} durch Anfechtungen verloren`,
  disputesNotRead: (payments) =>
    `${count(payments, 'angefochtene Zahlung', 'angefochtene Zahlungen')} nicht geprüft`,
  moreDisputes: 'auch ältere Zahlungen können angefochten sein',
  delinquent: 'laut Stripe im Zahlungsverzug',
  delinquentTitle: 'Laut Stripe ist dieser Kunde im Zahlungsverzug',
  delinquentText:
    'Es wurde keine unbezahlte Rechnung gefunden. Vielleicht wurde eine abgeschrieben, oder der letzte automatische Einzug schlug fehl.',
  delinquentUnread: 'Die Rechnungen konnten nicht abgerufen werden; was offen ist, ist unbekannt.',
  openDisputes: (disputes) =>
    `${count(disputes, 'weitere Anfechtung wartet', 'weitere Anfechtungen warten')} auf eine Antwort`,
}
