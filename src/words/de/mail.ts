// What mails say, in German.

import type { MailWords } from '../en/mail.ts'

export const mail: MailWords = {
  language: 'de',
  code: {
    subject: (code) => `${code} ist Ihr Tillside-Code`,
    intro: (host) => `Geben Sie diesen Code auf ${host} ein, um sich anzumelden:`,
    lifetime: 'Er gilt einmal, zehn Minuten lang.',
    notYou:
      'Wenn Sie ihn nicht angefordert haben, können Sie diese E-Mail ignorieren: Ohne den Code kann sich niemand anmelden. Geben Sie ihn nie weiter.',
  },
  closed: {
    subject: 'Anmeldung bei Tillside',
    text: (host) =>
      `Jemand, vermutlich Sie, hat auf ${host} einen Anmeldecode angefordert. Für diese Adresse gibt es kein Konto, und neue können derzeit nicht angelegt werden. Wenn Sie eine andere Adresse haben, versuchen Sie es mit dieser.`,
    notYou: 'Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren.',
  },
  invitation: {
    subject: (company) => `Einladung zu ${company} auf Tillside`,
    intro: (company, by) =>
      `${by} lädt Sie zu ${company} auf Tillside ein. Tillside zeigt Stripe neben jeder Konversation.`,
    accept: 'Einladung annehmen',
    how: (to, days) =>
      `Melden Sie sich mit dieser Adresse an, ${to}: Die Einladung gilt für niemanden sonst. Sie gilt einmal, ${days} Tage lang.`,
    notYou:
      'Wenn Sie keine Einladung erwarten, können Sie diese E-Mail ignorieren: Ohne Sie geschieht nichts.',
  },
  newSignIn: {
    subject: 'Neue Anmeldung bei Tillside',
    text: (host, at) =>
      `Jemand hat sich auf ${host} mit einem neuen Browser in Ihrem Konto angemeldet, um ${at}:`,
    notYou:
      'Wenn Sie das nicht waren, melden Sie sich an, öffnen Sie „Sitzungen“ und beenden Sie diese Sitzung. Prüfen Sie danach, wer Ihre E-Mails lesen kann.',
  },
}
