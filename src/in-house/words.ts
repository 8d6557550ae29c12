// What the gateway itself says around in-house panels: why one could not be drawn, who may do what. In the viewer's language.

import type { SourceFault } from '#definitions/source-error.ts'

export type InHouseWords = {
  /** By fault; `who` is the service as people call it. */
  source: Readonly<Record<SourceFault, (who: string) => string>>
  late: string
  failed: string
  invalid: string
  gone: string
  request: string
  tryAgain: string
  needsRole: (roles: readonly string[]) => string
  nobody: string
}

const en: InHouseWords = {
  source: {
    timeout: (who) => `${who} did not answer in time`,
    unreachable: (who) => `${who} cannot be reached`,
    circuit_open: (who) => `${who} failed several times and is left alone for a moment`,
    refused: (who) => `${who} does not let this be seen`,
    not_found: (who) => `${who} does not know this`,
    rejected: (who) => `${who} did not accept the question`,
    failed: (who) => `${who} failed`,
    answer_invalid: (who) => `${who} answered with something unexpected`,
    not_declared: (who) => `This panel asks ${who} for something that is not allowed in tillside.config.ts`,
  },
  late: 'This panel did not answer in time',
  failed: 'This panel failed',
  invalid: 'This panel is not written as panels are',
  gone: 'Stripe does not have this any more',
  request: 'Request ',
  tryAgain: 'Try again',
  needsRole: (roles) => `Needs the role ${roles.join(' or ')}`,
  nobody: 'Nobody has the role for this',
}

const de: InHouseWords = {
  source: {
    timeout: (who) => `${who} hat nicht rechtzeitig geantwortet`,
    unreachable: (who) => `${who} ist nicht erreichbar`,
    circuit_open: (who) => `${who} ist mehrmals ausgefallen und wird kurz in Ruhe gelassen`,
    refused: (who) => `${who} lässt das nicht sehen`,
    not_found: (who) => `${who} kennt das nicht`,
    rejected: (who) => `${who} hat die Frage nicht angenommen`,
    failed: (who) => `${who} ist ausgefallen`,
    answer_invalid: (who) => `${who} hat etwas Unerwartetes geantwortet`,
    not_declared: (who) => `Dieser Abschnitt fragt ${who} nach etwas, das tillside.config.ts nicht erlaubt`,
  },
  late: 'Dieser Abschnitt hat nicht rechtzeitig geantwortet',
  failed: 'Dieser Abschnitt ist ausgefallen',
  invalid: 'Dieser Abschnitt ist nicht so geschrieben, wie Abschnitte es sind',
  gone: 'In Stripe gibt es das nicht mehr',
  request: 'Anfrage ',
  tryAgain: 'Noch einmal versuchen',
  needsRole: (roles) => `Braucht die Rolle ${roles.join(' oder ')}`,
  nobody: 'Niemand hat die Rolle dafür',
}

const fr: InHouseWords = {
  source: {
    timeout: (who) => `${who} n’a pas répondu à temps`,
    unreachable: (who) => `${who} est injoignable`,
    circuit_open: (who) => `${who} a échoué plusieurs fois et n’est plus interrogé pour un moment`,
    refused: (who) => `${who} ne permet pas de voir cela`,
    not_found: (who) => `${who} ne connaît pas cela`,
    rejected: (who) => `${who} n’a pas accepté la question`,
    failed: (who) => `${who} a échoué`,
    answer_invalid: (who) => `${who} a donné une réponse inattendue`,
    not_declared: (who) => `Cette section demande à ${who} ce que tillside.config.ts ne permet pas`,
  },
  late: 'Cette section n’a pas répondu à temps',
  failed: 'Cette section a échoué',
  invalid: 'Cette section n’est pas écrite comme il faut',
  gone: 'Stripe n’a plus cet objet',
  request: 'Requête ',
  tryAgain: 'Réessayer',
  needsRole: (roles) => `Nécessite le rôle ${roles.join(' ou ')}`,
  nobody: 'Personne n’a le rôle nécessaire',
}

const languages: Readonly<Record<string, InHouseWords>> = { en, de, fr }

/** Our words in the viewer's language, else in English. */
export const inHouseWordsFor = (locale: string): InHouseWords =>
  languages[locale.slice(0, 2).toLowerCase()] ?? en

/** `support_specialist`, `order-service` as people read it: "Support specialist", "Order service". */
export function toName(id: string): string {
  const words = id.replace(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
