// Parses our own sources, for guarantees about how code is written that no behavioural test can check.

import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'

export type Node = { type: string; start: number; end: number } & Record<string, unknown>
export type Source = { file: string; nodes: Node[]; textOf: (node: Node) => string }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesIn(each)
  if (!isNode(value)) return
  yield value
  for (const child of Object.values(value)) yield* nodesIn(child)
}

/** Reads the files that match a pattern, without tests. Throws if one cannot be parsed. */
export function readSources(pattern: string): Source[] {
  const files = globSync(pattern).filter((file) => !/\.test\.tsx?$|node_modules/.test(file))
  return files.map((file) => {
    const text = readFileSync(file, 'utf8')
    const { program, errors } = parseSync(file, text)
    if (errors.length > 0) throw new Error(`${file} cannot be parsed`)
    return { file, nodes: [...nodesIn(program)], textOf: ({ start, end }) => text.slice(start, end) }
  })
}

/** A property of a node, if its value is a node. */
export function partOf(node: Node, name: string): Node | undefined {
  const part = node[name]
  return isNode(part) ? part : undefined
}

export const partsOf = (node: Node, name: string): Node[] => {
  const parts = node[name]
  return Array.isArray(parts) ? parts.filter(isNode) : []
}

/** Whether a node is a literal: text, a number, a pattern, `undefined`, or a conditional between two literals. */
export const isLiteral = (node: Node): boolean =>
  node.type === 'Literal' ||
  (node.type === 'TemplateLiteral' && partsOf(node, 'expressions').length === 0) ||
  (node.type === 'UnaryExpression' && isLiteral(partOf(node, 'argument') ?? node)) ||
  (node.type === 'ConditionalExpression' &&
    ['consequent', 'alternate'].every((name) => isLiteral(partOf(node, name) ?? node))) ||
  (node.type === 'Identifier' && node['name'] === 'undefined')
