// What a form says at a field that was filled in wrongly, in German.

import type { FormWords } from '../en/forms.ts'

export const forms: FormWords = {
  missing: 'Bitte ausfüllen.',
  chooseOne: 'Bitte auswählen.',
  chooseSome: 'Bitte mindestens eines auswählen.',
  notThis: 'Bitte eine der Möglichkeiten wählen; die Liste kann sich geändert haben.',
  notANumber: 'Bitte eine Zahl eingeben.',
  notADay: 'Bitte ein Datum eingeben.',
  notAnAddress: 'Bitte eine E-Mail-Adresse eingeben.',
  notALink: 'Bitte eine vollständige Adresse eingeben, die mit https:// beginnt.',
  unlikeThis: 'Dieser Wert ist hier nicht möglich.',
  changed: 'Das lässt sich nicht ändern, oder es hat sich inzwischen geändert. Bitte erneut prüfen.',
  optionLocked: (label, why) => `${label} ist nicht wählbar: ${why}`,
  atLeast: (limit) => `Mindestens ${limit}.`,
  atMost: (limit) => `Höchstens ${limit}.`,
  lengthAtLeast: (characters) => `Mindestens ${characters} Zeichen.`,
  lengthAtMost: (characters) => `Höchstens ${characters} Zeichen.`,
  countAtLeast: (count) => (count === 1 ? 'Mindestens eines auswählen.' : `Mindestens ${count} auswählen.`),
  countAtMost: (count) => `Höchstens ${count} auswählen.`,
  inStepsOf: (step) => `In Schritten von ${step}.`,
}
