// Which language and which formats a person gets: what they chose, else what their browser asks for.

import type { Words } from './words.ts'
import german from './words/de.json?url'
import english from './words/en.json?url'
import french from './words/fr.json?url'

/** The languages there are words for, each under its own name. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français' } as const
export type Language = keyof typeof languages

const files: Record<Language, string> = { en: english, de: german, fr: french }
const isLanguage = (code: string): code is Language => code in languages
const base = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? ''

/** The language of the words, and the tag for `Intl` and the gateway. */
export function chooseLanguage(
  setting: string | undefined,
  wanted: readonly string[],
): { language: Language; locale: string } {
  const asked = setting && isLanguage(setting) ? [setting] : wanted.map(base)
  const language = asked.find(isLanguage) ?? 'en'
  // The person's own region decides how dates and money look, if it speaks the language of the words.
  return { language, locale: wanted.find((tag) => base(tag) === language) ?? language }
}

/** Loads the words of a language. */
export async function loadWords(language: Language): Promise<Words> {
  const response = await fetch(new URL(files[language], import.meta.url))
  // Made by the build from the files that the type was taken from.
  return (await response.json()) as Words
}
