// What the gateway says about the plan of a company, in German.

import type { PlanWords } from '../en/plan.ts'

const openBilling = 'Abrechnung öffnen'

export const plan: PlanWords = {
  greeting: 'Guten Tag,',
  signature: 'Tillside',
  mails: {
    trial_ending: (day) => ({
      subject: 'Ihre Testphase von Tillside endet bald',
      lines: [
        day === undefined ? 'Ihre Testphase endet in Kürze.' : `Ihre Testphase endet am ${day}.`,
        'Damit Seitenleiste und Verbindungsschlüssel weiter funktionieren, schließen Sie bitte vorher ein Abonnement ab. Es kostet 4 USD im Monat für Ihr ganzes Unternehmen. Auch wenn Sie es heute abschließen, wird die erste Zahlung erst am Ende der Testphase fällig, sofern noch mehr als zwei Tage bleiben.',
        'Wenn Sie nichts tun, funktioniert Tillside ab diesem Tag nicht mehr. Es wird nichts abgebucht.',
      ],
      link: openBilling,
    }),
    payment_failed: (day) => ({
      subject: 'Ihre Zahlung für Tillside ist fehlgeschlagen',
      lines: [
        'Wir konnten die Zahlung für Tillside nicht einziehen. Vielleicht hat Ihre Bank sie abgelehnt, oder die Karte ist abgelaufen.',
        `${day === undefined ? 'Vorerst funktioniert alles weiter.' : `Bis zum ${day} funktioniert alles weiter.`} Bitte ändern Sie vorher die Karte oder bezahlen Sie die Rechnung.`,
      ],
      link: openBilling,
    }),
    suspended: () => ({
      subject: 'Tillside ist für Ihr Unternehmen gesperrt',
      lines: [
        'Tillside zeigt in der Seitenleiste keine Kunden mehr und leitet keine Anfragen mehr an Stripe weiter, weil kein bezahlter Tarif besteht.',
        'Ihre Einstellungen und Schlüssel bleiben erhalten. Sie können sich weiterhin anmelden, Ihre Daten exportieren und ein Abonnement abschließen. Danach funktioniert sofort alles wieder.',
      ],
      link: openBilling,
    }),
    erasure_announced: (day) => ({
      subject: 'Ihre Daten bei Tillside werden in 30 Tagen gelöscht',
      lines: [
        `Tillside ist für Ihr Unternehmen seit einiger Zeit gesperrt. ${day === undefined ? 'In 30 Tagen' : `Am ${day}`} löschen wir alles, was wir dafür gespeichert haben: Stripe-Schlüssel, Verbindungsschlüssel, Einstellungen, Ereignisse und Protokolle.`,
        'Wenn Sie die Daten behalten möchten, schließen Sie vorher ein Abonnement ab oder exportieren Sie sie. Das Löschen lässt sich nicht rückgängig machen.',
      ],
      link: openBilling,
    }),
    erased: () => ({
      subject: 'Ihre Daten bei Tillside wurden gelöscht',
      lines: [
        'Wir haben gelöscht, was wir für Ihr Unternehmen gespeichert hatten, wie vor 30 Tagen angekündigt.',
        'Kopien in Sicherungen verschwinden, sobald die Sicherungen alt genug sind. Den eingeschränkten Schlüssel können Sie in Ihrem Stripe-Dashboard löschen; er nützt uns nichts mehr.',
      ],
    }),
  },
  banners: {
    trial_ending: (day) => `Die Testphase endet am ${day}.`,
    payment_failed: (day) =>
      `Die letzte Zahlung ist fehlgeschlagen. ${day === undefined ? 'Bitte ändern Sie die Karte oder bezahlen Sie die Rechnung.' : `Bis zum ${day} funktioniert alles weiter; bitte ändern Sie vorher die Karte oder bezahlen Sie die Rechnung.`}`,
    ends: (day) => `Der Tarif wurde gekündigt und endet am ${day}.`,
    disputed:
      'Eine Zahlung für Tillside wird angefochten. Bis zur Entscheidung der Bank funktioniert alles weiter.',
    address_needed:
      'Die Rechnungsadresse ist unvollständig, deshalb lässt sich die Steuer nicht berechnen. Bitte ergänzen Sie sie.',
  },
  suspended: {
    trial_refused:
      'Dieses Stripe-Konto oder die Person, die es verbunden hat, hatte schon eine Testphase. Mit einem Abonnement können Sie Tillside nutzen.',
    trial_over: 'Die Testphase ist vorbei. Mit einem Abonnement geht es weiter.',
    payment_failed:
      'Die Zahlung ist seit sieben Tagen überfällig. Sobald die Rechnung bezahlt ist, geht es weiter.',
    unpaid: 'Die Rechnung wurde nicht bezahlt. Sobald sie bezahlt ist, geht es weiter.',
    canceled: 'Der Tarif ist beendet. Mit einem Abonnement geht es weiter.',
    paused: 'Der Tarif ist pausiert. Mit einem neuen Abonnement geht es weiter.',
    incomplete: 'Die erste Zahlung wurde nicht abgeschlossen. Mit einem neuen Abonnement geht es weiter.',
    dispute_lost:
      'Die letzte Zahlung wurde nach einer Anfechtung zurückgebucht. Mit einem neuen Abonnement geht es weiter.',
    unknown_status: 'Der Tarif ist in einem Zustand, den Tillside nicht kennt. Bitte schreiben Sie uns.',
  },
}
