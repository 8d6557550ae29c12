// Which language and which formats a person gets: what they chose, else what their browser asks for.

/** The languages there are words for, each under its own name. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français' } as const
export type Language = keyof typeof languages

const isLanguage = (code: string): code is Language => code in languages
const base = (tag: string) => tag.replace(/\W.*/, '').toLowerCase()

/** The language of the words, and the tag for `Intl` and the gateway. */
export function chooseLanguage(
  setting: string | undefined,
  wanted: readonly string[],
): { language: Language; locale: string } {
  const asked = setting && isLanguage(setting) ? [setting] : wanted.map(base)
  const language = asked.find(isLanguage) ?? 'en'
  // The person's own region decides how dates and money look, if it speaks the language of the words. Chrome without a
  // language of the system says `en-US@posix`, which is no tag.
  return { language, locale: wanted.find((tag) => base(tag) === language)?.replace(/@.*/, '') ?? language }
}
