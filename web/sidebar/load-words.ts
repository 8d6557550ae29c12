// Loads the words of a language: data beside the script, fetched when it is needed.

import type { Language } from './choose-language.ts'
import type { Words } from './words.ts'
import german from '#words/de/sidebar.json?url'
import english from '#words/en/sidebar.json?url'
import french from '#words/fr/sidebar.json?url'

const files: Record<Language, string> = { en: english, de: german, fr: french }

/** Loads the words of a language. */
export async function loadWords(language: Language): Promise<Words> {
  const response = await fetch(files[language])
  // Made by the build from the files that the type was taken from.
  return (await response.json()) as Words
}
