// What the gateway itself says around actions: buttons, how a run ended, why it waits. In the viewer's language.

export type ActionWords = {
  next: string
  review: string
  nothingChanged: string
  underWay: string
  underWayText: string
  triedAgain: string
  /** Steps as people read them. */
  doneSteps: (steps: readonly string[]) => string
  uncertainStep: (step: string) => string
  uncertainRest: string
  failed: string
  stopped: (times: number) => string
  tooLate: string
  internal: string
  /** Nobody has what it is about any more. */
  gone: string
  actionGone: string
  appRemoved: string
  inputOld: string
  accountGone: string
  unsaid: string
  request: string
  /** `Charges and Refunds: Write`. */
  noKey: (permission: string) => string
  stripe: {
    timeout: string
    unreachable: string
    rate_limited: string
    busy: string
    failed: string
    key_refused: string
    absent: string
    permission: (permission: string) => string
    rejected: (code: string) => string
  }
}

const en: ActionWords = {
  next: 'Next',
  review: 'Review',
  nothingChanged: 'Nothing was changed',
  underWay: 'Under way',
  underWayText: 'It goes on by itself; you can close this.',
  triedAgain: 'It is tried again by itself; you can close this.',
  doneSteps: (steps) => `Done: ${steps.join(', ')}.`,
  uncertainStep: (step) => `${step} may or may not have happened.`,
  uncertainRest: 'What comes after that may or may not have happened.',
  failed: 'Not finished',
  stopped: (times) => `Tried ${times} times, and not any more.`,
  tooLate: 'It could not be tried in time, and is not tried any more.',
  internal: 'This action failed.',
  gone: 'Stripe does not have this any more.',
  actionGone: 'This action does not exist any more.',
  appRemoved: 'The app has been removed from this Stripe account.',
  inputOld: 'This action takes other input now.',
  accountGone: 'The gateway has no key for this Stripe account any more.',
  unsaid: 'It is done, but the action did not say so in a form that can be shown.',
  request: 'Request ',
  noKey: (permission) =>
    `There is no key for actions. Set STRIPE_ACTIONS_KEY to a restricted key with the permission “${permission}”.`,
  stripe: {
    timeout: 'Stripe did not answer in time.',
    unreachable: 'Stripe cannot be reached.',
    rate_limited: 'Stripe asks to wait a moment.',
    busy: 'Stripe is still busy with this.',
    failed: 'Stripe failed.',
    key_refused: 'Stripe does not accept the key.',
    absent: 'Stripe does not have this.',
    permission: (permission) => `The key lacks a permission. In Stripe, tick “${permission}”.`,
    rejected: (code) =>
      code === '' ? 'Stripe did not accept this.' : `Stripe did not accept this: ${code}.`,
  },
}

const de: ActionWords = {
  next: 'Weiter',
  review: 'Prüfen',
  nothingChanged: 'Es wurde nichts geändert',
  underWay: 'In Arbeit',
  underWayText: 'Es geht von selbst weiter; das hier kann geschlossen werden.',
  triedAgain: 'Es wird von selbst wieder versucht; das hier kann geschlossen werden.',
  doneSteps: (steps) => `Erledigt: ${steps.join(', ')}.`,
  uncertainStep: (step) => `Ob „${step}“ geschehen ist, ist nicht sicher.`,
  uncertainRest: 'Ob etwas danach geschehen ist, ist nicht sicher.',
  failed: 'Nicht fertig geworden',
  stopped: (times) => `${times} Mal versucht, und nun nicht mehr.`,
  tooLate: 'Es konnte nicht rechtzeitig versucht werden und wird nicht mehr versucht.',
  internal: 'Diese Aktion ist fehlgeschlagen.',
  gone: 'In Stripe gibt es das nicht mehr.',
  actionGone: 'Diese Aktion gibt es nicht mehr.',
  appRemoved: 'Die App wurde aus diesem Stripe-Konto entfernt.',
  inputOld: 'Diese Aktion nimmt inzwischen andere Eingaben.',
  accountGone: 'Das Gateway hat für dieses Stripe-Konto keinen Schlüssel mehr.',
  unsaid: 'Es ist erledigt, aber die Aktion hat das nicht so gesagt, dass es gezeigt werden kann.',
  request: 'Anfrage ',
  noKey: (permission) =>
    `Es gibt keinen Schlüssel für Aktionen. STRIPE_ACTIONS_KEY braucht einen eingeschränkten Schlüssel mit „${permission}“.`,
  stripe: {
    timeout: 'Stripe hat nicht rechtzeitig geantwortet.',
    unreachable: 'Stripe ist nicht erreichbar.',
    rate_limited: 'Stripe bittet um einen Moment Geduld.',
    busy: 'Stripe ist damit noch beschäftigt.',
    failed: 'Stripe ist ausgefallen.',
    key_refused: 'Stripe nimmt den Schlüssel nicht an.',
    absent: 'In Stripe gibt es das nicht.',
    permission: (permission) => `Dem Schlüssel fehlt eine Berechtigung. In Stripe „${permission}“ ankreuzen.`,
    rejected: (code) =>
      code === '' ? 'Stripe hat das nicht angenommen.' : `Stripe hat das nicht angenommen: ${code}.`,
  },
}

const fr: ActionWords = {
  next: 'Suivant',
  review: 'Vérifier',
  nothingChanged: 'Rien n’a été modifié',
  underWay: 'En cours',
  underWayText: 'Cela continue tout seul ; vous pouvez fermer ceci.',
  triedAgain: 'Un nouvel essai suit tout seul ; vous pouvez fermer ceci.',
  doneSteps: (steps) => `Fait : ${steps.join(', ')}.`,
  uncertainStep: (step) => `Il n’est pas certain que « ${step} » ait eu lieu.`,
  uncertainRest: 'Il n’est pas certain que la suite ait eu lieu.',
  failed: 'Non terminé',
  stopped: (times) => `Essayé ${times} fois ; il n’y aura plus d’essai.`,
  tooLate: 'L’essai n’a pas pu avoir lieu à temps ; il n’y en aura plus.',
  internal: 'Cette action a échoué.',
  gone: 'Stripe n’a plus cet objet.',
  actionGone: 'Cette action n’existe plus.',
  appRemoved: 'L’application a été retirée de ce compte Stripe.',
  inputOld: 'Cette action demande désormais autre chose.',
  accountGone: 'La passerelle n’a plus de clé pour ce compte Stripe.',
  unsaid: 'C’est fait, mais l’action ne l’a pas dit sous une forme affichable.',
  request: 'Requête ',
  noKey: (permission) =>
    `Il n’y a pas de clé pour les actions. Donnez à STRIPE_ACTIONS_KEY une clé restreinte avec « ${permission} ».`,
  stripe: {
    timeout: 'Stripe n’a pas répondu à temps.',
    unreachable: 'Stripe est injoignable.',
    rate_limited: 'Stripe demande de patienter un instant.',
    busy: 'Stripe y travaille encore.',
    failed: 'Stripe a échoué.',
    key_refused: 'Stripe n’accepte pas la clé.',
    absent: 'Stripe n’a pas cet objet.',
    permission: (permission) => `Il manque une autorisation à la clé. Dans Stripe, cochez « ${permission} ».`,
    rejected: (code) =>
      code === '' ? 'Stripe n’a pas accepté ceci.' : `Stripe n’a pas accepté ceci : ${code}.`,
  },
}

const languages: Readonly<Record<string, ActionWords>> = { en, de, fr }

/** Our words in the viewer's language, else in English. */
export const actionWordsFor = (locale: string): ActionWords =>
  languages[locale.slice(0, 2).toLowerCase()] ?? en
