// What the gateway says around actions, in French.

import type { ActionWords } from '../en/actions.ts'

export const actions: ActionWords = {
  next: 'Suivant',
  review: 'Vérifier',
  nothingChanged: 'Rien n’a été modifié',
  underWay: 'En cours',
  underWayText: 'L’action se poursuit toute seule ; vous pouvez fermer.',
  triedAgain: 'Une nouvelle tentative suivra automatiquement ; vous pouvez fermer.',
  doneSteps: (steps) => `Fait : ${steps.join(', ')}.`,
  uncertainStep: (step) => `« ${step} » a peut-être eu lieu, ou non.`,
  uncertainRest: 'La suite a peut-être eu lieu, ou non.',
  failed: 'Non terminé',
  stopped: (times) => `Abandonné après ${times === 1 ? 'une tentative' : `${times} tentatives`}.`,
  tooLate: 'L’action n’a pas pu être exécutée à temps ; elle ne sera plus tentée.',
  internal: 'Cette action a échoué.',
  gone: 'Cet objet n’existe plus dans Stripe.',
  actionGone: 'Cette action n’existe plus.',
  appRemoved: 'L’application a été retirée de ce compte Stripe.',
  inputOld: 'Cette action demande désormais d’autres informations.',
  accountGone: 'La passerelle n’a plus de clé pour ce compte Stripe.',
  unsaid: 'C’est fait, mais le résultat de l’action ne peut pas être affiché.',
  request: 'Requête ',
  noKey: (permission) =>
    `Il n’y a pas de clé pour les actions. Donnez à STRIPE_ACTIONS_KEY une clé restreinte avec « ${permission} ».`,
  stripe: {
    timeout: 'Stripe n’a pas répondu à temps.',
    unreachable: 'Stripe est injoignable.',
    rate_limited: 'Stripe demande de patienter un instant.',
    busy: 'Stripe y travaille encore.',
    failed: 'Stripe a signalé une erreur.',
    key_refused: 'Stripe a refusé la clé.',
    absent: 'Cet objet n’existe pas dans Stripe.',
    permission: (permission) => `Il manque une autorisation à la clé. Dans Stripe, cochez « ${permission} ».`,
    rejected: (code) =>
      code === '' ? 'Stripe a refusé cette demande.' : `Stripe a refusé cette demande : ${code}.`,
  },
}
