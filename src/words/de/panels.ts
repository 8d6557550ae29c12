// What panels say in German. Stripe's own terms follow the German Dashboard.

import { line, type Line, type Part } from '../line.ts'
import { declines } from './declines.ts'
import { incomplete } from './incomplete.ts'
import { lookup } from './lookup.ts'
import { onDemand } from './on-demand.ts'
import { states } from './states.ts'
import type { Words } from '../en/panels.ts'
import { pluralOf } from '../plural.ts'

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
  onDemand,
  incomplete,
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
    domain: (domain) => line`Nur dieselbe Domain (${domain}), nicht bestätigt`,
  },
  pin: {
    gone: 'Der an diese Unterhaltung geheftete Kunde existiert in Stripe nicht mehr.',
    unread: 'Der an diese Unterhaltung geheftete Kunde konnte nicht gelesen werden.',
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
    outstanding: 'Zahlung ausstehend',
    underWay: 'Zahlung läuft',
    settled: 'Beglichen',
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
    firstInvoice: (when) => line`Erste Rechnung ${when}`,
    free: 'Kostenlos, keine Abbuchung',
    noFurtherInvoice: 'Keine weitere Rechnung',
    billedUntil: (when) => line`im Voraus berechnet bis ${when}`,
    renews: (when) => line`Verlängert sich ${when}`,
    trialOver: (when) => line`Testphase endet ${when}`,
    since: (when) => line`seit ${when}`,
    ends: (when) => line`Endet ${when}`,
    trialEnds: (when) => line`Endet ${when}, keine Abbuchung`,
    ended: (when) => line`Beendet ${when}`,
    resumes: (when) => line`Läuft weiter ${when}`,
    noDefaultMethod: 'keine Standardzahlungsmethode',
    declined: (times, reason) =>
      line`${times === undefined ? 'Abgelehnt' : times === 1 ? 'Einmal abgelehnt' : `${times}-mal abgelehnt`}${reason ? line`: ${reason}` : ''}`,
    declinedBefore: (times, reason) =>
      line`zuvor ${times === undefined ? '' : times === 1 ? 'einmal ' : `${times}-mal `}abgelehnt${reason ? line`: ${reason}` : ''}`,
    severalUnpaid: (invoices) => count(invoices, 'unbezahlte Rechnung', 'unbezahlte Rechnungen'),
    linkFor: (number) => `der Link gehört zu ${number}`,
    fromBalance: 'aus dem Guthaben des Kunden',
    plusOutside: (amounts) => line`zuzüglich ${amounts} außerhalb von Stripe`,
    lastTry: (when) => line`Letzter Versuch ${when}`,
    nextTry: (when) => line`nächster ${when}`,
    noNextTry: 'kein weiterer automatischer Versuch',
    dueSince: (when) => line`Fällig seit ${when}`,
    lastInvoiceUnpaid: 'Die letzte Rechnung ist nicht bezahlt',
    paidTimes: (times) => (times === 1 ? 'einmal gezahlt' : `${times}-mal gezahlt`),
    remarks: {
      discounts: 'vor Rabatten',
      tax: 'zuzüglich Steuer',
      tax_possible: 'eventuell zuzüglich Steuer',
      use: 'zuzüglich Verbrauch',
      ahead: 'im Voraus berechnet',
      schedule: 'geplante Änderungen möglich',
      update: 'eine Änderung wartet auf Zahlung',
    },
    testClock: 'läuft auf einer Testuhr',
    unread: {
      disputes: 'Anfechtungen unbekannt',
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
    noDefaultMethod: 'keine Standardzahlungsmethode',
    beforeDisputes: 'vor Anfechtungen',
    beforeRefunds: 'vor Erstattungen',
    throughStripe: 'über Stripe',
    paidOutside: 'Außerhalb von Stripe gezahlt',
    paidWithoutPayment: 'Bezahlte Rechnungen ohne Zahlung',
    fromLastInvoices: (invoices) =>
      invoices === 1
        ? 'aus der letzten Rechnung'
        : `aus den letzten ${count(invoices, 'Rechnung', 'Rechnungen')}`,
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
    declined: 'Abgelehnt',
    underWay: 'In Bearbeitung',
    bankSays: 'Laut Bank',
    due: 'Fällig',
    paid: 'Bezahlt',
    remaining: 'Noch offen',
    total: 'Gesamtbetrag',
    creditedBefore: 'Per Gutschrift erlassen',
    fromBalance: 'Aus dem Guthaben',
    credited: 'Gutgeschrieben',
    for: 'Für',
    payment: 'Zahlung',
    refund: 'Erstattung',
    moreRefunds: (refunds, hasMore) =>
      hasMore ? 'weitere in Stripe' : refunds === 1 ? '1 weitere' : `${refunds} weitere`,
    authorised: 'Autorisiert',
    released: 'Freigegeben',
    neverTaken: 'nie eingezogen, also keine Erstattung',
    heldBack: 'Einbehalten',
    dispute: 'Anfechtung',
    presented: 'Betrag beim Kunden',
    arn: 'ARN für die Bank',
    advice: 'Empfehlung',
    next: 'Was hilft',
    withFee: (fee) => line`mit ${fee} Anfechtungsgebühr`,
    plusFee: (fee) => line`zuzüglich ${fee} Anfechtungsgebühr`,
    disputeFee: 'Anfechtungsgebühr',
    times: (times) => `${times}-mal`,
    doNotRefund: 'Nicht erstatten, sonst wird doppelt gezahlt',
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
    failedRefunds: (number) => count(number, 'Erstattung fehlgeschlagen', 'Erstattungen fehlgeschlagen'),
    pastDue: (number) => `${number} überfällig`,
    underWay: (number) => `${number} in Bearbeitung`,
    open: (number) => `${number} offen`,
    ended: (number) => `${number} beendet`,
    paused: (number) => `${number} pausiert`,
    trial: (number) => `${number} in Testphase`,
    ending: (number) => (number === 1 ? '1 endet' : `${number} enden`),
    notStarted: (number) => `${number} nicht gestartet`,
    noSubscriptions: 'Keine Abonnements.',
    noKnownSubscriptions: 'Kein laufendes Abonnement. Beendete fehlen hier womöglich.',
    noInvoices: 'Keine Rechnungen.',
    noPayments: 'Keine Zahlungen.',
    stripeHasMore: 'Mehr in Stripe',
    namesUnknown: 'Die Namen einiger Produkte konnten nicht abgerufen werden.',
  },

  alerts: {
    dispute: (kind, amount, deadline) => line`${kind} über ${amount}: ${deadline}`,
    disputeDeadline: (days) =>
      days < 0
        ? 'die Frist ist abgelaufen'
        : days === 0
          ? 'heute antworten'
          : days === 1
            ? 'morgen antworten'
            : `noch ${count(days, 'Tag', 'Tage')} für die Antwort`,
    disputeNoDeadline: 'Antwort nötig',
    disputeText: (reason, opened, due) =>
      line`${reason}${opened ? line` (eröffnet ${opened})` : ''}.${due ? line` Belege sind bis ${due} einzureichen.` : ''}`,
    invoiceFailed: (amount) => line`Zahlung über ${amount} fehlgeschlagen`,
    invoiceOverdue: (amount) => line`Rechnung über ${amount} ist überfällig`,
    refundFailed: (amount) => line`Erstattung über ${amount} fehlgeschlagen`,
    refundFailedText: (reason) => line`${reason}. Das Geld ist wieder auf Ihrem Stripe-Guthaben.`,
    confirm: (amount) => line`Zahlung über ${amount} wartet auf den Kunden`,
    confirmTexts: {
      confirm: 'Der Kunde muss sie bei seiner Bank bestätigen (3-D Secure).',
      microdeposits: 'Der Kunde muss zuerst das Bankkonto bestätigen.',
      transfer: 'Der Kunde muss das Geld überweisen.',
      voucher: 'Der Kunde hat die Zahlungsdaten und muss noch zahlen.',
    },
    cardExpired: 'Die Karte ist abgelaufen',
    cardExpiresThisMonth: 'Karte läuft diesen Monat ab',
    cardExpiresSoon: 'Karte läuft bald ab',
    cardText: (card, charge) =>
      line`${card}.${charge ? line` Die Abbuchung am ${charge} schlägt wahrscheinlich fehl.` : ''}`,
    cardTextFine: (card) => line`${card}.`,
    billedTwice: 'Doppelt berechnet?',
    billedTwiceText: (times, product) =>
      line`${count(times, 'Abonnement läuft', 'Abonnements laufen')} gleichzeitig für ${product ?? 'dasselbe Produkt'}.`,
    billedTwiceCustomers: (times, product) =>
      line`${times === 2 ? 'Zwei' : String(times)} von ihnen haben ein laufendes Abonnement für ${product ?? 'dasselbe Produkt'}.`,
    trialEnds: (when) => line`Die Testphase endet ${when} ohne Standardzahlungsmethode`,
    trialEndsText: {
      cancel: 'Das Abonnement wird dann beendet.',
      create_invoice: 'Dann wird eine Rechnung erstellt, aber nichts automatisch abgebucht.',
      pause: 'Das Abonnement wird dann pausiert.',
    },
    endsSoon: (product, when) => line`${product ?? 'Das Abonnement'} endet ${when}`,
    endsSoonText: 'Es verlängert sich nicht.',
    creditWaiting: (amounts) => line`Ungenutztes Guthaben von ${amounts}`,
    creditWaitingText: 'Kein laufendes Abonnement wird es verbrauchen.',
  },

  actions: {
    openInStripe: 'In Stripe öffnen',
    openDispute: 'Anfechtung öffnen',
    payPage: 'Zahlungsseite',
    invoicePage: 'Rechnungsseite',
    pdf: 'PDF',
    insertPayLink: 'Zahlungslink einfügen',
    insertPayLinkFor: (number) => `Zahlungslink für ${number} einfügen`,
    copyPayLink: 'Link kopieren',
    insertReceipt: 'Beleglink einfügen',
    insertInvoice: 'Rechnungslink einfügen',
    insertReason: 'Grund in Antwort einfügen',
    insertCardQuestion: 'Frage in Antwort einfügen',
    commentState: 'Zahlungsstand als Kommentar',
    taskFollowUp: 'Aufgabe: nachfassen',
    refresh: 'Erneut prüfen',
    tryAgain: 'Erneut versuchen',
    newKey: 'Neuer Schlüssel, vorausgefüllt',
    copyForOwner: 'Für Inhaber des Schlüssels kopieren',
    findPayer: 'Zahler suchen',
    insertQuestion: 'Frage in Antwort einfügen',
  },
  replies: {
    pay: 'Hier können Sie die offene Rechnung bezahlen:',
    payNumbered: (number) => `Hier können Sie die Rechnung ${number} bezahlen:`,
    receipt: 'Hier ist der Beleg für Ihre Zahlung:',
    invoice: 'Hier ist die Rechnung:',
    expiringCard:
      'Die hinterlegte Karte läuft bald ab. Könnten Sie vor der nächsten Zahlung eine neue hinterlegen?',
    expiredCard: 'Die hinterlegte Karte ist abgelaufen. Könnten Sie eine neue hinterlegen?',
    whichPayer:
      'Damit wir Ihre Zahlung finden: Könnten Sie uns die Rechnungsnummer, die bei der Zahlung verwendete E-Mail-Adresse oder die letzten vier Ziffern der Karte nennen?',
  },
  tasks: {
    failed: (amount, name) => `Wegen der fehlgeschlagenen Zahlung über ${amount} nachfassen: ${name}`,
    overdue: (amount, name) => `Wegen der überfälligen Rechnung über ${amount} nachfassen: ${name}`,
    dispute: (amount, name) => `Auf die Anfechtung über ${amount} antworten: ${name}`,
    trial: (name) => `Vor dem Ende der Testphase um eine Zahlungsmethode bitten: ${name}`,
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
    customerChooses: 'Betrag frei wählbar',
    tieredGraduated: 'gestaffelt (stufenweise)',
    tieredVolume: 'gestaffelt (nach Menge)',
    tiered: 'gestaffelt',
    from: (price, tiers) => line`ab ${price}: ${tiers}`,
    byVolume: (tiers) => line`nach Menge: ${tiers}`,
    firstFree: (number) => line`die ersten ${number} frei`,
    firstAt: (number, price) => line`die ersten ${number} zu ${price}`,
    upToAt: (number, price) => line`≤ ${number} zu ${price}`,
    aboveAt: (price) => line`darüber zu ${price}`,
    thenAt: (price) => line`dann je ${price}`,
    eachAt: (price) => line`je ${price}`,
    plusFlat: (price, flat) => line`${price} + ${flat}`,
    noPlan: 'kein Tarif',
    moreItems: 'und weitere Positionen',
    beforeDiscount: (discount) => (discount ? line`vor Rabatten (${discount})` : ['vor Rabatten']),
    discount: {
      percent: (percent) => line`${percent} % Rabatt`,
      amount: (amount) => line`${amount} Rabatt`,
      unknown: 'mit Rabatt',
      once: (discount) => line`einmalig ${discount}`,
      until: (discount, when) => line`${discount} bis ${when}`,
    },
  },

  methods: { card: 'Karte', bankAccount: 'Bankkonto', bankDebit: 'Lastschrift', bankTransfer: 'Überweisung' },

  ...lookup,
}
