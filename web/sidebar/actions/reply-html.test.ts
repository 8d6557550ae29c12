// T49: links in a reply are https only.

import { expect, test } from 'vitest'
import { replyHtml, replyText } from './reply-html.ts'

test('escapes the reply text, and turns only an https address into a link', () => {
  expect(replyHtml('<b>&"\n', 'https://pay.example/?a=1&b=2')).toBe(
    '&#60;b&#62;&#38;&#34;<br> <a href="https://pay.example/?a=1&#38;b=2">https://pay.example/?a=1&#38;b=2</a>',
  )
  expect(replyHtml('Pay', 'javascript:alert(1)')).toBe('Pay')
  expect(replyHtml('Pay at https://p.example/ now', 'https://p.example/')).toBe(
    'Pay at <a href="https://p.example/">https://p.example/</a> now',
  )
  expect(replyText('Pay', 'https://p.example/')).toBe('Pay https://p.example/')
})
