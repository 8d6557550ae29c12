// The formatter has the last word. It may be told to skip only tables of data, and only a few of them.

import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { isLiteral, partOf, partsOf, type Node } from './read-sources.ts'

const marksMax = 15
/** Matches only inside a comment, because documents may mention the mark. */
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

/** Whether a node is data only: names and literals in lists and objects of any depth, nothing computed. */
function isTable(node: Node): boolean {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
    return isTable(partOf(node, 'expression') ?? node)
  if (node.type === 'ArrayExpression') return partsOf(node, 'elements').every(isTable)
  if (node.type === 'ObjectExpression')
    return partsOf(node, 'properties').every((each) => isTable(partOf(each, 'value') ?? each))
  return isLiteral(node)
}

/** The named lists and objects at the top level of a file. */
function tablesOf(file: string, text: string): Node[] {
  const { program } = parseSync(file, text)
  return (program.body as unknown as Node[])
    .map((statement) => partOf(statement, 'declaration') ?? statement)
    .filter(({ type }) => type === 'VariableDeclaration')
    .filter((declared) =>
      partsOf(declared, 'declarations').every((one) => isTable(partOf(one, 'init') ?? one)),
    )
}

/** Whether the mark is directly before a table, or after it on the same line. */
function touches(text: string, { start, end }: Node, at: number): boolean {
  const lineEnd = text.indexOf('\n', at)
  const isBefore = at < start && /^\s*(export )?$/.test(text.slice(lineEnd, start))
  return isBefore || (at >= end && /^[ ;]*$/.test(text.slice(end, at)))
}

test(`the formatter is told to skip at most ${marksMax} places`, () => {
  expect(marks.length).toBeLessThanOrEqual(marksMax)
})

test('the formatter skips only tables of data', () => {
  const wrong = marks.filter(
    ({ file, text, at }) =>
      !/\.[cm]?tsx?$/.test(file) || !tablesOf(file, text).some((table) => touches(text, table, at)),
  )
  expect(wrong.map(({ file, text, at }) => `${file}:${text.slice(0, at).split('\n').length}`)).toEqual([])
})
