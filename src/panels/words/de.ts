// Unsere Wörter auf Deutsch. Stripe's own terms follow the German Dashboard.

import { line, type Line, type Part } from '../line.ts'
import { declines } from './de-declines.ts'
import { lookup } from './de-lookup.ts'
import { states } from './de-states.ts'
import type { Words } from './en.ts'
import { pluralOf } from './plural.ts'

const count = pluralOf('de')
const units = {
  day: ['Tag', 'Tage'],
  week: ['Woche', 'Wochen'],
  month: ['Monat', 'Monate'],
  year: ['Jahr', 'Jahre'],
} as const

export const de: Words = {
  states,
  declines,
  noName: 'Ohne Namen',
  unknown: 'unbekannt',
  unknownAmount: 'Betrag unbekannt',
  test: 'Test',
  comma: ', ',
  hiddenRemoved: 'Unsichtbare Zeichen wurden aus dem Namen entfernt',
  quote: (text: Part): Line => line`„${text}“`,
  days: (days: number) => count(days, 'Tag', 'Tagen'),

  match: {
    address: 'Gleiche Adresse wie in der Unterhaltung',
    pinned: (by, when) => line`Angeheftet${by ? line` von ${by}` : ''}${when ? line`, ${when}` : ''}`,
    chosen: 'Hier ausgewählt',
    found: (field) => line`Gefunden über: ${field}`,
    domain: (domain) => line`Nur dieselbe Domain, ${domain}: nicht bestätigt`,
  },
  searchFields: {
    name: 'Name',
    email: 'E-Mail-Adresse',
    phone: 'Telefonnummer',
    id: 'ID',
    number: 'Rechnungsnummer',
    receipt_number: 'Belegnummer',
    last4: 'letzte vier Ziffern der Karte',
  },

  verdict: {
    paying: 'Zahlt',
    active: 'Aktiv',
    trial: 'Testphase',
    pastDue: 'Überfällig',
    paused: 'Pausiert',
    incomplete: 'Nicht gestartet',
    canceled: 'Gekündigt',
    neverPaid: 'Nie gezahlt',
    noCustomer: 'Kein Kunde',
    deleted: 'Gelöscht',
    refunded: 'Erstattet',
    unknown: 'Unbekannt',
    paid: (times, more) =>
      more
        ? `Hat ${times}+ Mal gezahlt`
        : times === 1
          ? 'Hat einmal gezahlt'
          : times === 0
            ? 'Hat gezahlt'
            : `Hat ${times}-mal gezahlt`,
  },
  notes: {
    nextCharge: (when) => line`Nächste Abbuchung ${when}`,
    nextInvoice: (when) => line`Nächste Rechnung ${when}`,
    firstCharge: (when) => line`Erste Abbuchung ${when}`,
    since: (when) => line`seit ${when}`,
    ends: (when) => line`Endet ${when}`,
    trialEnds: (when) => line`Endet ${when}, keine Abbuchung`,
    ended: (when) => line`Beendet ${when}`,
    resumes: (when) => line`Läuft weiter ${when}`,
    noCardYet: 'noch keine Karte',
    declined: (times, reason) =>
      line`${times === 1 ? 'Einmal' : `${times}-mal`} abgelehnt${reason ? line`: ${reason}` : ''}`,
    lastTry: (when) => line`Letzter Versuch ${when}`,
    nextTry: (when) => line`nächster ${when}`,
    noNextTry: 'kein weiterer automatischer Versuch',
    dueSince: (when) => line`Fällig seit ${when}`,
    lastInvoiceUnpaid: 'Die letzte Rechnung ist nicht bezahlt',
    paidTimes: (times) => (times === 1 ? 'einmal gezahlt' : `${times}-mal gezahlt`),
    beforeDiscounts: 'vor Rabatten',
    plusUse: 'zuzüglich Verbrauch',
    unread: {
      disputes: 'Zahlungsanfechtungen unbekannt',
      payments: 'Zahlungen unbekannt',
      invoices: 'Rechnungen unbekannt',
      subscriptions: 'Abonnements unbekannt',
    },
    outsideStripe: 'außerhalb von Stripe',
    noSubscription: 'kein Abonnement',
    noCurrentSubscription: 'Kein laufendes Abonnement',
    customerDeleted: 'Dieser Kunde wurde in Stripe gelöscht.',
  },

  fields: {
    plan: 'Tarif',
    lifetime: 'Gezahlt, netto',
    lostDisputes: 'Durch Anfechtungen verloren',
    credit: 'Guthaben',
    owes: 'Schuldet',
    paysWith: 'Zahlt mit',
    lastPaidWith: 'Zahlte zuletzt mit',
    nothingOnFile: 'nichts hinterlegt',
    beforeDisputes: 'vor Anfechtungen',
    fromLast: (payments) =>
      payments === 1
        ? 'aus der letzten Zahlung'
        : `aus den letzten ${count(payments, 'Zahlung', 'Zahlungen')}`,
    customer: 'Kunde',
    account: 'Konto',
    stripeAccount: 'Stripe-Konto',
    email: 'E-Mail',
    phone: 'Telefon',
    note: 'Notiz',
    created: 'Angelegt',
    discount: 'Rabatt',
    subscription: 'Abonnement',
    price: 'Preis',
    started: 'Begonnen',
    trialEnds: 'Testphase endet',
    reason: 'Grund',
    feedback: 'Rückmeldung',
    comment: 'Kommentar',
    invoice: 'Rechnung',
    tried: 'Versucht',
    bankSays: 'Bank sagt',
    due: 'Fällig',
    paid: 'Bezahlt',
    remaining: 'Noch offen',
    credited: 'Gutgeschrieben',
    for: 'Für',
    payment: 'Zahlung',
    refund: 'Erstattung',
    heldBack: 'Einbehalten',
    dispute: 'Anfechtung',
    presented: 'Kunde sah',
    arn: 'ARN für die Bank',
    advice: 'Rat',
    next: 'Was hilft',
    withFee: (fee) => line`mit ${fee} Anfechtungsgebühr`,
    times: (times) => `${times}-mal`,
    doNotRefund: 'Nicht erstatten: es würde doppelt gezahlt',
    fraudWarning: 'Dem Kunden den Grund nicht nennen',
  },

  sections: {
    subscriptions: 'Abonnements',
    invoices: 'Rechnungen',
    payments: 'Zahlungen',
    disputes: 'Anfechtungen',
    details: 'Details',
    similar: 'Gleiche Domain, nicht bestätigt',
    none: 'keine',
    allActive: 'aktiv',
    allPaid: 'alle bezahlt',
    allSucceeded: 'alle erfolgreich',
    disputed: (number) => `${number} angefochten`,
    failed: (number) => `${number} fehlgeschlagen`,
    failedRefunds: (number) => count(number, 'Erstattung gescheitert', 'Erstattungen gescheitert'),
    pastDue: (number) => `${number} überfällig`,
    open: (number) => `${number} offen`,
    ended: (number) => `${number} beendet`,
    paused: (number) => `${number} pausiert`,
    trial: (number) => `${number} in Testphase`,
    ending: (number) => (number === 1 ? '1 endet' : `${number} enden`),
    notStarted: (number) => `${number} nicht gestartet`,
    noSubscriptions: 'Kein Abonnement.',
    noKnownSubscriptions: 'Kein laufendes Abonnement. Beendete sind womöglich nicht bekannt.',
    noInvoices: 'Keine Rechnung.',
    noPayments: 'Keine Zahlung.',
    stripeHasMore: 'Stripe hat mehr',
    namesUnknown: 'Die Namen einiger Produkte konnten nicht gelesen werden.',
  },

  alerts: {
    dispute: (kind, amount, deadline) => line`${kind} über ${amount}: ${deadline}`,
    disputeDeadline: (days) =>
      days < 0
        ? 'die Frist ist abgelaufen'
        : days === 0
          ? 'heute antworten'
          : `Antwort in ${count(days, 'Tag', 'Tagen')}`,
    disputeNoDeadline: 'Antwort nötig',
    disputeText: (reason, opened, due) =>
      line`${reason}${opened ? line`, eröffnet ${opened}` : ''}.${due ? line` Belege sind fällig: ${due}.` : ''}`,
    invoiceFailed: (amount) => line`Zahlung über ${amount} fehlgeschlagen`,
    invoiceOverdue: (amount) => line`Rechnung über ${amount} ist überfällig`,
    refundFailed: (amount) => line`Erstattung über ${amount} fehlgeschlagen`,
    refundFailedText: (reason) => line`${reason}. Das Geld ist wieder auf Ihrem Stripe-Guthaben.`,
    confirm: (amount) => line`Zahlung über ${amount} wartet auf den Kunden`,
    confirmText: 'Die Bank möchte, dass der Kunde sie bestätigt (3-D Secure).',
    cardExpired: 'Die Karte ist abgelaufen',
    cardExpiresThisMonth: 'Karte läuft diesen Monat ab',
    cardExpiresSoon: 'Karte läuft bald ab',
    cardText: (card, charge) =>
      line`${card}.${charge ? line` Die Abbuchung am ${charge} wird wahrscheinlich scheitern.` : ''}`,
    cardTextFine: (card) => line`${card}.`,
    billedTwice: 'Doppelt berechnet?',
    billedTwiceText: (times, product) =>
      line`${count(times, 'Abonnement läuft', 'Abonnements laufen')} gleichzeitig für ${product ?? 'dasselbe Produkt'}.`,
    billedTwiceCustomers: (times, product) =>
      line`${times === 2 ? 'Zwei' : String(times)} von ihnen haben ein laufendes Abonnement für ${product ?? 'dasselbe Produkt'}.`,
    trialEnds: (when) => line`Die Testphase endet ${when}, und es gibt keine Karte`,
    trialEndsText: {
      cancel: 'Das Abonnement wird dann beendet.',
      create_invoice: 'Dann entsteht eine Rechnung, die von niemandem abgebucht wird.',
      pause: 'Das Abonnement wird dann pausiert.',
    },
    endsSoon: (product, when) => line`${product ?? 'Das Abonnement'} endet ${when}`,
    endsSoonText: 'Es verlängert sich nicht.',
    creditWaiting: (amounts) => line`Guthaben von ${amounts} wartet`,
    creditWaitingText: 'Es läuft kein Abonnement, das es aufbrauchen würde.',
  },

  actions: {
    openInStripe: 'In Stripe öffnen',
    openDispute: 'Anfechtung öffnen',
    payPage: 'Zahlungsseite',
    invoicePage: 'Rechnungsseite',
    pdf: 'PDF',
    insertPayLink: 'Zahlungslink einfügen',
    copyPayLink: 'Link kopieren',
    insertReceipt: 'Beleglink einfügen',
    insertInvoice: 'Rechnungslink einfügen',
    insertReason: 'Grund in Antwort einfügen',
    insertCardQuestion: 'Frage in Antwort einfügen',
    commentState: 'Zahlungsstand kommentieren',
    taskFollowUp: 'Aufgabe: nachfassen',
    refresh: 'Erneut prüfen',
    tryAgain: 'Erneut versuchen',
    copyForOwner: 'Für Inhaber des Schlüssels kopieren',
    findPayer: 'Zahler suchen',
    insertQuestion: 'Frage in Antwort einfügen',
  },
  replies: {
    pay: 'Auf dieser Seite können Sie die offene Rechnung bezahlen:',
    payNumbered: (number) => `Auf dieser Seite können Sie die Rechnung ${number} bezahlen:`,
    receipt: 'Hier ist der Beleg für Ihre Zahlung:',
    invoice: 'Hier ist die Rechnung:',
    expiringCard:
      'Die hinterlegte Karte läuft bald ab. Könnten Sie uns vor der nächsten Zahlung eine neue angeben?',
    expiredCard: 'Die hinterlegte Karte ist abgelaufen. Könnten Sie uns eine neue angeben?',
    whichPayer:
      'Damit wir Ihre Zahlung finden: Könnten Sie uns die Rechnungsnummer, die bei der Zahlung verwendete E-Mail-Adresse oder die letzten vier Ziffern der Karte nennen?',
  },
  tasks: {
    failed: (amount, name) => `Wegen der fehlgeschlagenen Zahlung über ${amount} nachfassen: ${name}`,
    overdue: (amount, name) => `Wegen der überfälligen Rechnung über ${amount} nachfassen: ${name}`,
    dispute: (amount, name) => `Auf die Anfechtung über ${amount} antworten: ${name}`,
    trial: (name) => `Vor dem Ende der Testphase um eine Karte bitten: ${name}`,
    general: (name) => `Wegen der Abrechnung nachfassen: ${name}`,
  },
  comment: {
    title: (name, id) => `Stripe: ${name} (${id})`,
    mode: 'Testmodus',
  },

  price: {
    times: (quantity, price) => line`${String(quantity)} × ${price}`,
    perUnits: (price, number) => line`${price} je ${number}`,
    perUnit: (price) => line`${price} je Einheit`,
    metered: (price) => line`${price} je verbrauchter Einheit`,
    meteredPlain: 'nach Verbrauch',
    billed: {
      day: 'täglich berechnet',
      week: 'wöchentlich berechnet',
      month: 'monatlich berechnet',
      year: 'jährlich berechnet',
    },
    billedEvery: (number, unit) => `alle ${count(number, units[unit][0], units[unit][1])} berechnet`,
    customerChooses: 'Kunde wählt',
    tieredGraduated: 'gestaffelt (abgestuft)',
    tieredVolume: 'gestaffelt (nach Menge)',
    tiered: 'gestaffelt',
    from: (price, tiers) => line`ab ${price}: ${tiers}`,
    byVolume: (tiers) => line`nach Menge: ${tiers}`,
    firstFree: (number) => line`erste ${number} frei`,
    firstAt: (number, price) => line`erste ${number} zu ${price}`,
    upToAt: (number, price) => line`≤ ${number} zu ${price}`,
    aboveAt: (price) => line`darüber zu ${price}`,
    thenAt: (price) => line`dann je ${price}`,
    eachAt: (price) => line`je ${price}`,
    plusFlat: (price, flat) => line`${price} + ${flat}`,
    noPlan: 'kein Tarif',
    moreItems: 'und weitere Positionen',
    discount: {
      percent: (percent) => line`${percent} % Rabatt`,
      amount: (amount) => line`${amount} Rabatt`,
      unknown: 'mit Rabatt',
      until: (discount, when) => line`${discount} bis ${when}`,
    },
  },

  methods: { card: 'Karte', bankAccount: 'Bankkonto' },

  ...lookup,
}
