// Finding customers, in German.

import { line } from '../line.ts'
import type { lookup as english } from '../en/lookup.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('de')

export const lookup: typeof english = {
  chooser: {
    title: 'Welcher Kunde ist es?',
    sharing: (customers, address) =>
      line`${count(customers, 'Stripe-Kunde hat', 'Stripe-Kunden haben')} die Adresse ${address}`,
    found: (customers) => line`${count(customers, 'Stripe-Kunde passt', 'Stripe-Kunden passen')}`,
    notVerified: 'Nicht bestätigt',
    more: 'In Stripe gibt es weitere Kunden mit dieser Adresse.',
  },
  notFound: {
    nobody: (places) => line`Kein Stripe-Kunde hat genau diese Adresse (${places}).`,
    nobodyAsked: 'Kein Stripe-Konto war erreichbar.',
    test: 'Testmodus',
    live: 'Live-Modus',
    team: 'Aus dem Team',
    teamText: 'Adressen Ihres eigenen Teams werden nicht in Stripe gesucht.',
    skippedLimit: (addresses) =>
      `${count(addresses, 'weitere Adresse wurde', 'weitere Adressen wurden')} nicht gesucht; höchstens zehn auf einmal sind möglich.`,
    notLookedUp: 'Nicht gesucht',
    limitText: 'Höchstens zehn Adressen einer Unterhaltung werden gesucht; diese gehört nicht dazu.',
    othersToo: (addresses) =>
      `${count(addresses, 'andere Adresse dieser Unterhaltung wurde', 'andere Adressen dieser Unterhaltung wurden')} auch gesucht.`,
    hint: 'Andere Adresse bei der Zahlung? Fragen Sie nach der Rechnungsnummer oder den letzten vier Ziffern der Karte.',
    unanswered: (name) => line`${name} hat nicht geantwortet`,
    unansweredText: 'Es ist unbekannt, ob diese Person dort Kunde ist.',
    listOnly: (name) =>
      line`${name}: nur genau so geschriebene Adressen wurden gefunden, weil die Stripe-Suche nicht geantwortet hat.`,
    guest: 'Gast',
    guestText: (payments) =>
      `Hat ${payments === 1 ? 'einmal' : `${payments}-mal`} über Checkout bezahlt, ohne Kunde zu werden.`,
    guestTitle: 'Zahlungen ohne Kunden',
    chargeUnread: 'Erstattungen und Anfechtungen einiger dieser Zahlungen konnten nicht abgerufen werden.',
  },
  search: {
    summary: (parts, text) => line`${parts} für „${text}“`,
    customers: (number) => count(number, 'Kunde', 'Kunden'),
    invoices: (number) => count(number, 'Rechnung', 'Rechnungen'),
    others: (number) => count(number, 'anderes Objekt', 'andere Objekte'),
    guestPayments: (number) => count(number, 'Zahlung ohne Kunden', 'Zahlungen ohne Kunden'),
    nothing: {
      nothing: (text) => line`„${text}“ ist zu kurz für eine Suche`,
      address: (text) =>
        line`Kein Kunde hat die Adresse „${text}“, und kein Gast hat mit ihr über Checkout bezahlt`,
      customer: (text) => line`Den Kunden ${text} gibt es nicht`,
      guest_customer: (text) =>
        line`${text} ist ein Gast; Gäste lassen sich über die Stripe-API nicht abrufen. Suchen Sie nach der ID der Zahlung, der Adresse oder den letzten vier Ziffern der Karte.`,
      object: (text) => line`Die ID ${text} gibt es nicht`,
      invoice_number: (text) =>
        line`Keine Rechnung hat die Nummer „${text}“, und sie steht in keinem Namen und keiner Adresse eines Kunden`,
      receipt_number: (text) =>
        line`Keine Rechnung hat die Belegnummer „${text}“. Belege anderer Zahlungen sind nicht durchsuchbar.`,
      last4: (text) =>
        line`Keine Kartenzahlung endet auf „${text}“. Bankkonten und Wallets sind nicht nach Ziffern durchsuchbar.`,
      phone: (text) => line`Kein Kunde hat die Telefonnummer „${text}“`,
      metadata: (text) =>
        line`Kein Kunde, kein Abonnement, keine Rechnung und keine Zahlung hat die Metadaten „${text}“`,
      text: (text) => line`„${text}“ steht in keinem Namen und keiner Adresse eines Kunden`,
    },
    nothingKnown: (text) =>
      line`Für „${text}“ wurde nichts gefunden, aber nicht alles konnte durchsucht werden`,
    unowned: (what) =>
      line`${what} gibt es in Stripe, gehört aber zu keinem Kunden und keiner anzeigbaren Zahlung.`,
    more: 'In Stripe gibt es mehr, als hier aufgeführt ist.',
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
      processing: 'In Bearbeitung',
      requires_action: 'Kunde muss bestätigen',
      requires_payment_method: 'Nicht abgeschlossen',
      requires_confirmation: 'Nicht bestätigt',
      requires_capture: 'Autorisiert',
      settled: 'Beglichen',
      pending: 'In Bearbeitung',
      complete: 'Abgeschlossen',
      expired: 'Abgelaufen',
      needs_response: 'Angefochten',
      under_review: 'Angefochten',
      lost: 'Anfechtung verloren',
      won: 'Anfechtung gewonnen',
    },
    lag: 'Ein gerade erst angelegter Kunde ist womöglich noch nicht zu finden, über seine ID (cus_…) aber immer.',
  },

  unavailable: {
    permission: (what) => `Der Stripe-Schlüssel darf ${what} nicht lesen`,
    permissionText: (place) => line`Schlüssel in ${place} bearbeiten und einstellen:`,
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
      nextInvoices: 'nächste Rechnungen',
      pendingItems: 'Rechnungspositionen',
      schedules: 'geplante Änderungen',
      methods: 'Zahlungsmethoden',
      sources: 'ältere Zahlungsmethoden',
      entries: 'das Guthaben',
      creditNotes: 'Gutschriften',
      incomplete: 'Payment Intents',
      warnings: 'Betrugswarnungen',
      reviews: 'Prüfungen',
      taxIds: 'Steuer-IDs',
    },
    andLast: ' und ',
    tick: (row) => `${row}: Read`,
    ownerText: (rows, link) =>
      `Bitte den eingeschränkten Schlüssel von Tillside in Stripe bearbeiten (Entwickler, API-Schlüssel) und einstellen: ${rows}. Oder einen neuen Schlüssel anlegen, alle Häkchen sind gesetzt: ${link}`,
    rateLimited: 'Stripe bittet um eine Pause',
    rateLimitedText: 'An dieses Konto gingen zu viele Anfragen.',
    rateLimitedUntil: (when) => line`An dieses Konto gingen zu viele Anfragen (nächster Versuch ${when}).`,
    timeout: 'Stripe hat nicht rechtzeitig geantwortet',
    unreachable: 'Stripe war nicht erreichbar',
    keyRefused: 'Stripe lehnt den Schlüssel ab',
    keyRefusedText:
      'Er wurde gelöscht, ist abgelaufen oder gehört zu einem anderen Modus. Hinterlegen Sie im Gateway einen neuen eingeschränkten Schlüssel.',
    rationSpent: 'Die Lesezugriffe dieses Monats sind fast aufgebraucht',
    rationSpentText:
      'Stripe erlaubt 500 Lesezugriffe je Transaktion. Manuelles Aktualisieren geht weiterhin.',
    failed: 'Stripe hat mit einem Fehler geantwortet',
    failedText: 'Dieser Teil ist unbekannt, bis Stripe wieder antwortet.',
    requestId: (id) => line`Anfrage ${id}`,
    unknownText: 'Der Inhalt ist unbekannt.',
  },
}
