// What the gateway says around actions, in German.

import type { ActionWords } from '../en/actions.ts'

export const actions: ActionWords = {
  next: 'Weiter',
  review: 'Prüfen',
  nothingChanged: 'Es wurde nichts geändert',
  underWay: 'In Bearbeitung',
  underWayText: 'Das läuft von selbst weiter; Sie können dies schließen.',
  triedAgain: 'Ein neuer Versuch folgt automatisch; Sie können dies schließen.',
  doneSteps: (steps) => `Erledigt: ${steps.join(', ')}.`,
  uncertainStep: (step) => `Es ist unsicher, ob „${step}“ ausgeführt wurde.`,
  uncertainRest: 'Es ist unsicher, ob spätere Schritte ausgeführt wurden.',
  failed: 'Nicht abgeschlossen',
  stopped: (times) => `Nach ${times === 1 ? 'einem Versuch' : `${times} Versuchen`} aufgegeben.`,
  tooLate: 'Die Aktion konnte nicht rechtzeitig ausgeführt werden und wird nicht mehr versucht.',
  internal: 'Diese Aktion ist fehlgeschlagen.',
  gone: 'In Stripe gibt es das nicht mehr.',
  actionGone: 'Diese Aktion gibt es nicht mehr.',
  appRemoved: 'Die App wurde aus diesem Stripe-Konto entfernt.',
  inputOld: 'Diese Aktion braucht inzwischen andere Eingaben.',
  accountGone: 'Das Gateway hat für dieses Stripe-Konto keinen Schlüssel mehr.',
  unsaid: 'Es ist erledigt, aber das Ergebnis der Aktion lässt sich nicht anzeigen.',
  request: 'Anfrage ',
  noKey: (permission) =>
    `Es gibt keinen Schlüssel für Aktionen. STRIPE_ACTIONS_KEY braucht einen eingeschränkten Schlüssel mit „${permission}“.`,
  stripe: {
    timeout: 'Stripe hat nicht rechtzeitig geantwortet.',
    unreachable: 'Stripe ist nicht erreichbar.',
    rate_limited: 'Stripe bittet um einen Moment Geduld.',
    busy: 'Stripe arbeitet noch daran.',
    failed: 'Stripe hat einen Fehler gemeldet.',
    key_refused: 'Stripe hat den Schlüssel abgelehnt.',
    absent: 'In Stripe gibt es das nicht.',
    permission: (permission) =>
      `Dem Schlüssel fehlt eine Berechtigung. Aktivieren Sie in Stripe „${permission}“.`,
    rejected: (code) =>
      code === '' ? 'Stripe hat das nicht angenommen.' : `Stripe hat das nicht angenommen: ${code}.`,
  },
}
