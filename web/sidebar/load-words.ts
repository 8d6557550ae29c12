// Loads the words of a language: a JSON file beside the script, fetched when needed.

import type { Language } from './choose-language.ts'
import type { Words } from './words.ts'
import german from '#words/de/sidebar.json?url'
import english from '#words/en/sidebar.json?url'
import french from '#words/fr/sidebar.json?url'

const files: Record<Language, string> = { en: english, de: german, fr: french }

export async function loadWords(language: Language): Promise<Words> {
  const response = await fetch(files[language])
  // The build copies the JSON files that the type is derived from.
  return (await response.json()) as Words
}
