// Chooses the language and the formats for a person: their setting, else what their browser prefers.

/** The supported languages, each under its own name. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français' } as const
export type Language = keyof typeof languages

const isLanguage = (code: string): code is Language => code in languages
const base = (tag: string) => tag.replace(/\W.*/, '').toLowerCase()

/** Returns the language of the words, and the tag for `Intl` and the gateway. */
export function chooseLanguage(
  setting: string | undefined,
  wanted: readonly string[],
): { language: Language; locale: string } {
  const candidates = setting && isLanguage(setting) ? [setting] : wanted.map(base)
  const language = candidates.find(isLanguage) ?? 'en'
  // The person's own region decides how dates and money look, if its language is that of the words. Without a system
  // language Chrome reports `en-US@posix`, which is not a valid tag.
  return { language, locale: wanted.find((tag) => base(tag) === language)?.replace(/@.*/, '') ?? language }
}
