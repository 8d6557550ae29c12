import { expect, test } from 'vitest'
import { chooseLanguage } from './choose-language.ts'

test('the language is the chosen one, else the first known one asked for, with its own region', () => {
  expect(chooseLanguage(undefined, ['es', 'de-AT', 'en'])).toEqual({ language: 'de', locale: 'de-AT' })
  expect(chooseLanguage('fr', ['en-US', 'fr-CA'])).toEqual({ language: 'fr', locale: 'fr-CA' })
  expect(chooseLanguage('fr', ['en-US'])).toEqual({ language: 'fr', locale: 'fr' })
  expect(chooseLanguage('xx', ['es'])).toEqual({ language: 'en', locale: 'en' })
  // What Chrome says where the system has no language.
  expect(chooseLanguage(undefined, ['en-US@posix'])).toEqual({ language: 'en', locale: 'en-US' })
  expect(chooseLanguage(undefined, ['de@euro'])).toEqual({ language: 'de', locale: 'de' })
})
