// What is said at a field that was filled in wrongly: why, and the cure. In the viewer's language.

export type FormWords = {
  missing: string
  chooseOne: string
  chooseSome: string
  notThis: string
  notANumber: string
  notADay: string
  notAnAddress: string
  notALink: string
  unlikeThis: string
  changed: string
  optionLocked: (label: string, why: string) => string
  /** `limit` as people read it: a number, an amount, a day. */
  atLeast: (limit: string) => string
  atMost: (limit: string) => string
  lengthAtLeast: (characters: number) => string
  lengthAtMost: (characters: number) => string
  countAtLeast: (count: number) => string
  countAtMost: (count: number) => string
  inStepsOf: (step: number) => string
}

const en: FormWords = {
  missing: 'Fill this in.',
  chooseOne: 'Choose one.',
  chooseSome: 'Choose at least one.',
  notThis: 'Choose one of the options; the list may have changed.',
  notANumber: 'Write a number.',
  notADay: 'Write a date.',
  notAnAddress: 'Write an e-mail address.',
  notALink: 'Write a full address that starts with https://.',
  unlikeThis: 'This cannot be used here.',
  changed: 'This cannot be changed, or it has changed meanwhile. Look again.',
  optionLocked: (label, why) => `${label} cannot be chosen: ${why}`,
  atLeast: (limit) => `At least ${limit}.`,
  atMost: (limit) => `At most ${limit}.`,
  lengthAtLeast: (characters) => `At least ${characters} characters.`,
  lengthAtMost: (characters) => `At most ${characters} characters.`,
  countAtLeast: (count) => (count === 1 ? 'Choose at least one.' : `Choose at least ${count}.`),
  countAtMost: (count) => `Choose at most ${count}.`,
  inStepsOf: (step) => `In steps of ${step}.`,
}

const de: FormWords = {
  missing: 'Bitte ausfüllen.',
  chooseOne: 'Bitte auswählen.',
  chooseSome: 'Mindestens eines auswählen.',
  notThis: 'Eine der Möglichkeiten wählen; die Liste kann sich geändert haben.',
  notANumber: 'Eine Zahl eingeben.',
  notADay: 'Ein Datum eingeben.',
  notAnAddress: 'Eine E-Mail-Adresse eingeben.',
  notALink: 'Eine vollständige Adresse eingeben, die mit https:// beginnt.',
  unlikeThis: 'Das geht hier nicht.',
  changed: 'Das lässt sich nicht ändern, oder es hat sich inzwischen geändert. Bitte noch einmal ansehen.',
  optionLocked: (label, why) => `${label} ist nicht wählbar: ${why}`,
  atLeast: (limit) => `Mindestens ${limit}.`,
  atMost: (limit) => `Höchstens ${limit}.`,
  lengthAtLeast: (characters) => `Mindestens ${characters} Zeichen.`,
  lengthAtMost: (characters) => `Höchstens ${characters} Zeichen.`,
  countAtLeast: (count) => (count === 1 ? 'Mindestens eines auswählen.' : `Mindestens ${count} auswählen.`),
  countAtMost: (count) => `Höchstens ${count} auswählen.`,
  inStepsOf: (step) => `In Schritten von ${step}.`,
}

const fr: FormWords = {
  missing: 'À remplir.',
  chooseOne: 'Choisissez une option.',
  chooseSome: 'Choisissez-en au moins une.',
  notThis: 'Choisissez l’une des options ; la liste a peut-être changé.',
  notANumber: 'Écrivez un nombre.',
  notADay: 'Écrivez une date.',
  notAnAddress: 'Écrivez une adresse e-mail.',
  notALink: 'Écrivez une adresse complète qui commence par https://.',
  unlikeThis: 'Ceci n’est pas possible ici.',
  changed: 'Ceci ne peut pas être modifié, ou a changé entre-temps. Regardez à nouveau.',
  optionLocked: (label, why) => `${label} ne peut pas être choisi : ${why}`,
  atLeast: (limit) => `Au moins ${limit}.`,
  atMost: (limit) => `Au plus ${limit}.`,
  lengthAtLeast: (characters) => `Au moins ${characters} caractères.`,
  lengthAtMost: (characters) => `Au plus ${characters} caractères.`,
  countAtLeast: (count) => (count === 1 ? 'Choisissez-en au moins une.' : `Choisissez-en au moins ${count}.`),
  countAtMost: (count) => `Choisissez-en au plus ${count}.`,
  inStepsOf: (step) => `Par pas de ${step}.`,
}

const languages: Readonly<Record<string, FormWords>> = { en, de, fr }

/** Our words in the viewer's language, else in English. */
export const formWordsFor = (locale: string): FormWords => languages[locale.slice(0, 2).toLowerCase()] ?? en
