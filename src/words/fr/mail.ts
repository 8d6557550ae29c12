// What mails say, in French.

import type { MailWords } from '../en/mail.ts'

export const mail: MailWords = {
  language: 'fr',
  code: {
    subject: (code) => `${code} est votre code Tillside`,
    intro: (host) => `Saisissez ce code sur ${host} pour vous connecter :`,
    lifetime: 'Il est valable une seule fois, pendant dix minutes.',
    notYou:
      'Si vous ne l’avez pas demandé, ignorez cet e-mail : personne ne peut se connecter sans le code. Ne le transmettez jamais.',
  },
  closed: {
    subject: 'Connexion à Tillside',
    text: (host) =>
      `Quelqu’un, sans doute vous, a demandé un code de connexion sur ${host}. Aucun compte n’existe pour cette adresse, et il n’est pas possible d’en créer actuellement. Si vous avez une autre adresse, essayez avec celle-ci.`,
    notYou: 'Si ce n’était pas vous, ignorez cet e-mail.',
  },
  invitation: {
    subject: (company) => `Rejoignez ${company} sur Tillside`,
    intro: (company, by) =>
      `${by} vous invite à rejoindre ${company} sur Tillside, qui affiche Stripe à côté de chaque conversation.`,
    accept: 'Accepter l’invitation',
    how: (to, days) =>
      `Connectez-vous avec cette adresse, ${to} : l’invitation ne vaut pour personne d’autre. Elle est valable une seule fois, pendant ${days} jours.`,
    notYou: 'Si vous n’attendiez pas cette invitation, ignorez cet e-mail : rien ne se passe sans vous.',
  },
  newSignIn: {
    subject: 'Nouvelle connexion à Tillside',
    text: (host, at) =>
      `Quelqu’un s’est connecté à votre compte sur ${host} depuis un nouveau navigateur, à ${at} :`,
    notYou:
      'Si ce n’était pas vous, connectez-vous, ouvrez « Sessions » et mettez fin à cette session. Vérifiez ensuite qui peut lire vos e-mails.',
  },
}
