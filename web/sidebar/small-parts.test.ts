import { expect, test } from 'vitest'
import { chooseLanguage } from './choose-language.ts'
import { createBuildWatch } from './new-build.ts'
import { replyHtml, replyText } from './reply-html.ts'
import { createWarmMemory } from './warm-memory.ts'

test('text for the reply is escaped, and only an https address becomes a link', () => {
  expect(replyHtml('<b>&"\n', 'https://pay.example/?a=1&b=2')).toBe(
    '&#60;b&#62;&#38;&#34;<br> <a href="https://pay.example/?a=1&#38;b=2">https://pay.example/?a=1&#38;b=2</a>',
  )
  expect(replyHtml('Pay', 'javascript:alert(1)')).toBe('Pay')
  expect(replyHtml('Pay at https://p.example/ now', 'https://p.example/')).toBe(
    'Pay at <a href="https://p.example/">https://p.example/</a> now',
  )
  expect(replyText('Pay', 'https://p.example/')).toBe('Pay https://p.example/')
})

test('the warm memory is bounded in number and age', () => {
  let nowMs = 0
  const memory = createWarmMemory<number>({ max: 2, ageMs: 100, now: () => nowMs })
  memory.set('a', 1)
  memory.set('b', 2)
  memory.set('a', 3)
  memory.set('c', 4)
  expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([3, undefined, 4])
  nowMs = 101
  expect(memory.get('a')).toBeUndefined()
})

function watch(own: string, idle = true) {
  let kept: unknown
  const reloads: string[] = []
  const made = createBuildWatch({
    own,
    isIdle: () => idle,
    recall: async () => kept,
    remember: async (build) => void (kept = build),
    reload: () => reloads.push('reload'),
  })
  return { ...made, reloads }
}

test('a new build reloads the page once, also when the old page comes back', async () => {
  const { seen, check, reloads } = watch('b1')
  seen('b1')
  await check()
  expect(reloads).toEqual([])
  seen('b2')
  await check()
  seen('b2')
  await check()
  expect(reloads).toEqual(['reload'])
})

test('the page does not reload while it is used, nor in development', async () => {
  const busy = watch('b1', false)
  busy.seen('b2')
  await busy.check()
  const development = watch('')
  development.seen('b2')
  await development.check()
  expect([...busy.reloads, ...development.reloads]).toEqual([])
})

test('the language is the chosen one, else the first known one asked for, with its own region', () => {
  expect(chooseLanguage(undefined, ['es', 'de-AT', 'en'])).toEqual({ language: 'de', locale: 'de-AT' })
  expect(chooseLanguage('fr', ['en-US', 'fr-CA'])).toEqual({ language: 'fr', locale: 'fr-CA' })
  expect(chooseLanguage('fr', ['en-US'])).toEqual({ language: 'fr', locale: 'fr' })
  expect(chooseLanguage('xx', ['es'])).toEqual({ language: 'en', locale: 'en' })
})
