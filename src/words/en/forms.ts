// What a form says at a field that was filled in wrongly, in English: why, and the cure.

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

export const forms: FormWords = {
  missing: 'Fill this in.',
  chooseOne: 'Choose one.',
  chooseSome: 'Choose at least one.',
  notThis: 'Choose one of the options; the list may have changed.',
  notANumber: 'Enter a number.',
  notADay: 'Enter a date.',
  notAnAddress: 'Enter an email address.',
  notALink: 'Enter a full address that starts with https://.',
  unlikeThis: 'This value is not allowed here.',
  changed: 'This cannot be changed, or has changed in the meantime. Please check again.',
  optionLocked: (label, why) => `${label} cannot be chosen: ${why}`,
  atLeast: (limit) => `At least ${limit}.`,
  atMost: (limit) => `At most ${limit}.`,
  lengthAtLeast: (characters) => `At least ${characters} characters.`,
  lengthAtMost: (characters) => `At most ${characters} characters.`,
  countAtLeast: (count) => (count === 1 ? 'Choose at least one.' : `Choose at least ${count}.`),
  countAtMost: (count) => `Choose at most ${count}.`,
  inStepsOf: (step) => `In steps of ${step}.`,
}
