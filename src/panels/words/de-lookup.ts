// Deutsche Wörter rund um das Finden von Kunden.

import { line } from '../line.ts'
import type { lookup as english } from './en-lookup.ts'
import { pluralOf } from './plural.ts'

const count = pluralOf('de')

export const lookup: typeof english = {
  chooser: {
    title: 'Welcher Kunde ist es?',
    sharing: (customers, address) =>
      line`${count(customers, 'Stripe-Kunde hat', 'Stripe-Kunden haben')} die Adresse ${address}`,
    found: (customers) => line`${count(customers, 'Stripe-Kunde passt', 'Stripe-Kunden passen')}`,
    notVerified: 'Nicht bestätigt',
    more: 'Stripe hat mehr Kunden mit dieser Adresse, als hier stehen.',
  },
  notFound: {
    nobody: (places) => line`Kein Stripe-Kunde hat genau diese Adresse, in ${places}.`,
    nobodyAsked: 'Kein Stripe-Konto konnte gefragt werden.',
    test: 'Testmodus',
    live: 'Live-Modus',
    team: 'Aus dem Team',
    teamText: 'Adressen Ihres eigenen Teams werden nicht in Stripe gesucht.',
    skippedLimit: (addresses) =>
      `${count(addresses, 'weitere Adresse wurde', 'weitere Adressen wurden')} nicht gesucht: mehr als zehn auf einmal gehen nicht.`,
    notLookedUp: 'Nicht gesucht',
    limitText: 'Zehn Adressen einer Unterhaltung werden auf einmal gesucht; diese ist eine weitere.',
    othersToo: (addresses) =>
      `${count(addresses, 'andere Adresse dieser Unterhaltung wurde', 'andere Adressen dieser Unterhaltung wurden')} auch gesucht.`,
    hint: 'Zahlt von einer anderen Adresse? Fragen Sie nach der Rechnungsnummer oder den letzten vier Ziffern der Karte.',
    unanswered: (name) => line`${name} hat nicht geantwortet`,
    unansweredText: 'Ob diese Person dort Kunde ist, ist unbekannt.',
    listOnly: (name) =>
      line`${name}: nur genau so geschriebene Adressen wurden gefunden, weil die Suche von Stripe nicht antwortete.`,
  },
  search: {
    summary: (parts, text) => line`${parts} für „${text}“`,
    customers: (number) => count(number, 'Kunde', 'Kunden'),
    invoices: (number) => count(number, 'Rechnung', 'Rechnungen'),
    others: (number) => count(number, 'anderes Objekt', 'andere Objekte'),
    nothing: (text) => line`Nichts in Stripe für „${text}“`,
    partly: 'nicht alles konnte durchsucht werden.',
    statuses: {
      paid: 'Bezahlt',
      open: 'Offen',
      draft: 'Entwurf',
      void: 'Storniert',
      uncollectible: 'Abgeschrieben',
      succeeded: 'Erfolgreich',
      failed: 'Fehlgeschlagen',
      active: 'Aktiv',
      trialing: 'Testphase',
      past_due: 'Überfällig',
      unpaid: 'Unbezahlt',
      canceled: 'Gekündigt',
      paused: 'Pausiert',
      incomplete: 'Nicht gestartet',
      pending: 'In Bearbeitung',
      complete: 'Abgeschlossen',
      expired: 'Abgelaufen',
      needs_response: 'Angefochten',
      under_review: 'Angefochten',
      lost: 'Anfechtung verloren',
      won: 'Anfechtung gewonnen',
    },
    lag: 'Ein Kunde, der vor weniger als einer Minute angelegt wurde, ist womöglich noch nicht zu finden. Über seine ID, cus_…, immer.',
  },

  unavailable: {
    permission: (what) => `Der Stripe-Schlüssel darf ${what} nicht lesen`,
    permissionText: (place) => line`Den Schlüssel in ${place} bearbeiten und setzen:`,
    permissionPlace: 'Stripe unter Entwickler, API-Schlüssel',
    permissionFor: {
      subscriptions: 'Abonnements',
      invoices: 'Rechnungen',
      payments: 'Zahlungen',
      disputes: 'Anfechtungen',
      products: 'Produkte',
      paymentMethods: 'Zahlungsmethoden',
      customers: 'Kunden',
      this: 'dies',
    },
    andLast: ' und ',
    tick: (row) => `${row}: Read`,
    ownerText: (rows) =>
      `Bitte den eingeschränkten Schlüssel von Tillside in Stripe bearbeiten (Entwickler, API-Schlüssel) und setzen: ${rows}.`,
    rateLimited: 'Stripe bittet um eine Pause',
    rateLimitedText: 'An dieses Konto gingen zu viele Anfragen.',
    rateLimitedUntil: (when) => line`An dieses Konto gingen zu viele Anfragen. Nächster Versuch ${when}.`,
    timeout: 'Stripe brauchte zu lange für eine Antwort',
    unreachable: 'Stripe war nicht zu erreichen',
    keyRefused: 'Stripe lehnt den Schlüssel ab',
    keyRefusedText:
      'Er wurde gelöscht, ist abgelaufen oder gehört zu einem anderen Modus. Im Gateway einen neuen eingeschränkten Schlüssel setzen.',
    rationSpent: 'Die Lesezugriffe dieses Monats sind fast aufgebraucht',
    rationSpentText: 'Stripe erlaubt 500 Lesezugriffe je Transaktion. Aktualisieren von Hand geht weiterhin.',
    failed: 'Stripe antwortete mit einem Fehler',
    failedText: 'Dieser Teil ist unbekannt, bis Stripe wieder antwortet.',
    requestId: (id) => line`Anfrage ${id}`,
    unknownText: 'Was dort steht, ist unbekannt.',
  },
}
