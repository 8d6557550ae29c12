// The formatter has the last word. Where it is told to pass over something, that is a table of data, and there are few of these.

import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { isLiteral, partOf, partsOf, type Node } from './read-sources.ts'

const marksMax = 15
/** In a comment of any kind: documents may name it. */
const mark = /(?:\/\/|\/\*|<!--|#)\s*prettier-ignore/g
const folders =
  '{src,runtimes,cli,web,stripe-app,simulator,dashboard,examples,scripts,bench,test,docs,.github}/**/*'
const files = globSync([folders, '*.*'], { exclude: ['**/node_modules', '**/dist', '**/.build'] }).filter(
  (file) => /\.([cm]?[jt]sx?|json|css|html|md|ya?ml)$/.test(file),
)
const marks = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(mark)].map(({ index }) => ({ file, text, at: index }))
})

/** Names and values, in lists and objects of any depth; nothing is worked out there. */
function isTable(node: Node): boolean {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
    return isTable(partOf(node, 'expression') ?? node)
  if (node.type === 'ArrayExpression') return partsOf(node, 'elements').every(isTable)
  if (node.type === 'ObjectExpression')
    return partsOf(node, 'properties').every((each) => isTable(partOf(each, 'value') ?? each))
  return isLiteral(node)
}

/** The lists and objects that a file gives a name at its top. */
function tablesOf(file: string, text: string): Node[] {
  const { program } = parseSync(file, text)
  return (program.body as unknown as Node[])
    .map((statement) => partOf(statement, 'declaration') ?? statement)
    .filter(({ type }) => type === 'VariableDeclaration')
    .filter((declared) =>
      partsOf(declared, 'declarations').every((one) => isTable(partOf(one, 'init') ?? one)),
    )
}

/** The mark stands right before a table, or right after it on the same line. */
function touches(text: string, { start, end }: Node, at: number): boolean {
  const lineEnd = text.indexOf('\n', at)
  const isBefore = at < start && /^\s*(export )?$/.test(text.slice(lineEnd, start))
  return isBefore || (at >= end && /^[ ;]*$/.test(text.slice(end, at)))
}

test(`the formatter is told to pass over something at most ${marksMax} times`, () => {
  expect(marks.length).toBeLessThanOrEqual(marksMax)
})

test('what the formatter passes over is a table of data', () => {
  const wrong = marks.filter(
    ({ file, text, at }) =>
      !/\.[cm]?tsx?$/.test(file) || !tablesOf(file, text).some((table) => touches(text, table, at)),
  )
  expect(wrong.map(({ file, text, at }) => `${file}:${text.slice(0, at).split('\n').length}`)).toEqual([])
})
