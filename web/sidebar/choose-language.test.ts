import { expect, test } from 'vitest'
import { chooseLanguage } from './choose-language.ts'

test('chooses the language set, else the first supported one the browser prefers, with its region', () => {
  expect(chooseLanguage(undefined, ['es', 'de-AT', 'en'])).toEqual({ language: 'de', locale: 'de-AT' })
  expect(chooseLanguage('fr', ['en-US', 'fr-CA'])).toEqual({ language: 'fr', locale: 'fr-CA' })
  expect(chooseLanguage('fr', ['en-US'])).toEqual({ language: 'fr', locale: 'fr' })
  expect(chooseLanguage('xx', ['es'])).toEqual({ language: 'en', locale: 'en' })
  // Chrome reports this if the system has no language.
  expect(chooseLanguage(undefined, ['en-US@posix'])).toEqual({ language: 'en', locale: 'en-US' })
  expect(chooseLanguage(undefined, ['de@euro'])).toEqual({ language: 'de', locale: 'de' })
})
