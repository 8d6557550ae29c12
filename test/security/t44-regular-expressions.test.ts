// T44: none of our regular expressions is slow on any text. Each one in the sources is tried on long texts made of its own parts and
// may take at most linear time. A quadratic one takes seconds for 100 KB, and nothing else is answered meanwhile. To match a
// trailing run in linear time, anchor its start: `(?<!x)x+$`.

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

/** Repeats each part, both as a full match and as one that fails at the last character. */
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

/** The minimum of three tries, because other load on the machine can only add to it. */
function least(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const beganMs = performance.now()
    work()
    return performance.now() - beganMs
  })
  return Math.min(...times)
}

test('the scan finds regular expressions', () => expect(expressions.length).toBeGreaterThan(200))

test('the test detects a slow one', async () => {
  expect(await slowText({ file: '', pattern: '\\s+$', flags: '' })).toBeDefined()
})

test('regular expressions are created from text only in these files', () => {
  const made = sources.flatMap(({ file, nodes, textOf }) =>
    nodes
      .filter(({ type }) => type === 'NewExpression' || type === 'CallExpression')
      .map(textOf)
      .filter((text) => /^(?:new )?RegExp\(/.test(text))
      .map(() => file),
  )
  // From names of packages, and from the patterns of the route table.
  expect(made).toEqual(['runtimes/node/read-definitions.ts', 'src/http/route.ts'])
})

/** Below this, the clock's resolution and other load dominate a single try. */
const stepMs = 0.2

/** Finds a text that takes more than linear time. A text that looks slow in one try is measured carefully. */
async function slowText(found: Found): Promise<string | undefined> {
  const shorter = textsFor(found, lengthMax / 8)
  // Created once, because creating it takes longer than using it.
  const expression = new RegExp(found.pattern, found.flags)
  for (const [place, text] of textsFor(found, lengthMax).entries()) {
    const [small, large] = [useOf(expression, shorter[place] ?? ''), useOf(expression, text)]
    const looksSlow = least(large) > linearMax * Math.max(least(small), stepMs)
    if (looksSlow && (await timesLonger(small, large)) > linearMax) return text.slice(0, 10)
  }
  return undefined
}

test('every regular expression takes at most linear time', async () => {
  const slow: object[] = []
  for (const found of expressions) {
    const text = await slowText(found)
    if (text !== undefined) slow.push({ ...found, text })
  }
  expect(slow).toEqual([])
}, 120_000)
