// What mails say, in English.

export const mail = {
  language: 'en',
  code: {
    subject: (code: string) => `${code} is your Tillside code`,
    intro: (host: string) => `Enter this code at ${host} to sign in:`,
    lifetime: 'It works once, for ten minutes.',
    notYou:
      'If you did not ask for it, ignore this mail: nobody can sign in without the code. Never pass it on.',
  },
  closed: {
    subject: 'Signing in to Tillside',
    text: (host: string) =>
      `Somebody, probably you, asked for a sign-in code at ${host}. There is no account for this address, and new ones cannot be made at present. If you have another address, try that one.`,
    notYou: 'If it was not you, ignore this mail.',
  },
  invitation: {
    subject: (company: string) => `Join ${company} on Tillside`,
    intro: (company: string, by: string) =>
      `${by} invites you to ${company} on Tillside, which shows Stripe beside every conversation.`,
    accept: 'Accept the invitation',
    how: (to: string, days: number) =>
      `Sign in with this address, ${to}: the invitation is for nobody else. It works once, for ${days} days.`,
    notYou: 'If you did not expect it, ignore this mail: nothing happens without you.',
  },
  newSignIn: {
    subject: 'A new sign-in to Tillside',
    text: (host: string, at: string) =>
      `Somebody signed in to your account at ${host} from a new browser, at ${at}:`,
    notYou:
      'If it was not you, sign in, open Sessions and end that session. Then check who can read your mail.',
  },
}

export type MailWords = typeof mail
