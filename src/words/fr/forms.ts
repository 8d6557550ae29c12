// What a form says at a field that was filled in wrongly, in French.

import type { FormWords } from '../en/forms.ts'

export const forms: FormWords = {
  missing: 'Ce champ est obligatoire.',
  chooseOne: 'Choisissez une option.',
  chooseSome: 'Choisissez-en au moins une.',
  notThis: 'Choisissez l’une des options ; la liste a peut-être changé.',
  notANumber: 'Saisissez un nombre.',
  notADay: 'Saisissez une date.',
  notAnAddress: 'Saisissez une adresse e-mail.',
  notALink: 'Saisissez une adresse complète qui commence par https://.',
  unlikeThis: 'Cette valeur n’est pas possible ici.',
  changed: 'Cette valeur ne peut pas être modifiée, ou a changé entre-temps. Vérifiez à nouveau.',
  optionLocked: (label, why) => `${label} ne peut pas être choisi : ${why}`,
  atLeast: (limit) => `Au moins ${limit}.`,
  atMost: (limit) => `Au plus ${limit}.`,
  lengthAtLeast: (characters) => `Au moins ${characters} caractères.`,
  lengthAtMost: (characters) => `Au plus ${characters} caractères.`,
  countAtLeast: (count) => (count === 1 ? 'Choisissez-en au moins une.' : `Choisissez-en au moins ${count}.`),
  countAtMost: (count) => `Choisissez-en au plus ${count}.`,
  inStepsOf: (step) => `Par pas de ${step}.`,
}
