// T44: no regular expression of ours is slow on any text. Each one of the sources is tried on long texts made of its own pieces,
// and may take no more than in proportion to their length. A run at the end is found from its start alone: `(?<!x)x+$`. A quadratic one takes seconds for 100 KB, and meanwhile nobody is answered.

import { expect, test } from 'vitest'
import { linearMax, timesLonger } from '../growth.ts'
import { readSources } from '../read-sources.ts'

type Found = { file: string; pattern: string; flags: string }

const sources = readSources('{src,runtimes,web,stripe-app/src}/**/*.{ts,tsx}')

const isPattern = (value: unknown): value is Pick<Found, 'pattern' | 'flags'> =>
  typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value

const expressions: Found[] = sources.flatMap(({ file, nodes }) =>
  nodes.flatMap(({ regex }) =>
    isPattern(regex) ? [{ file, pattern: regex.pattern, flags: regex.flags }] : [],
  ),
)

const lengthMax = 8000
const common = [
  'a',
  '0',
  ' ',
  '\t',
  '\n',
  '-',
  '_',
  '.',
  '/',
  '"',
  ',',
  '=',
  ';',
  ':',
  '@',
  '%',
  '%5',
  'a.',
  'a@',
  'A',
  'é',
  '(',
  '[',
  '<',
  '\\',
  '{',
  '*',
  '+',
  '\u0000',
]

/** Each piece over and over, so that it fits, and so that it fits until the last character. */
function textsFor({ pattern }: Found, length: number): string[] {
  const own = pattern.replaceAll(/\\[a-zA-Z]/g, ' ').match(/[A-Za-z0-9_-]+/g) ?? []
  return [...new Set([...common, ...own])].flatMap((piece) => {
    const text = piece.repeat(length / piece.length)
    return [text, `${text}!`, `a${text}\n`]
  })
}

const useOf = (expression: RegExp, text: string) => () => {
  expression.lastIndex = 0
  return expression.global ? text.replace(expression, '') : expression.exec(text)
}

/** The least of three tries: whatever else the machine does can only add to it. */
function least(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const beganMs = performance.now()
    work()
    return performance.now() - beganMs
  })
  return Math.min(...times)
}

test('the scan sees what it is to judge', () => expect(expressions.length).toBeGreaterThan(200))

test('a slow one would be noticed', async () => {
  expect(await slowText({ file: '', pattern: '\\s+$', flags: '' })).toBeDefined()
})

test('one is made of text at these places alone', () => {
  const made = sources.flatMap(({ file, nodes, textOf }) =>
    nodes
      .filter(({ type }) => type === 'NewExpression' || type === 'CallExpression')
      .map(textOf)
      .filter((text) => /^(?:new )?RegExp\(/.test(text))
      .map(() => file),
  )
  // Of names of packages, and of the patterns of the table of routes.
  expect(made).toEqual(['runtimes/node/read-definitions.ts', 'src/http/route.ts'])
})

/** Below it the clock and whatever else the machine does are most of what one try shows. */
const stepMs = 0.2

/** A text that takes more than in proportion to its length. What looks so at one try is measured well. */
async function slowText(found: Found): Promise<string | undefined> {
  const shorter = textsFor(found, lengthMax / 8)
  // Once, because making it takes longer than using it.
  const expression = new RegExp(found.pattern, found.flags)
  for (const [place, text] of textsFor(found, lengthMax).entries()) {
    const [small, large] = [useOf(expression, shorter[place] ?? ''), useOf(expression, text)]
    const looksSlow = least(large) > linearMax * Math.max(least(small), stepMs)
    if (looksSlow && (await timesLonger(small, large)) > linearMax) return text.slice(0, 10)
  }
  return undefined
}

test('no regular expression takes more than in proportion to the length of a text', async () => {
  const slow: object[] = []
  for (const found of expressions) {
    const text = await slowText(found)
    if (text !== undefined) slow.push({ ...found, text })
  }
  expect(slow).toEqual([])
}, 120_000)
