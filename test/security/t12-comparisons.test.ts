// T12: credentials are compared in constant time, and keys are found by their hash. Timing cannot be measured precisely enough, so
// this reads the sources: no comparison that stops at the first difference may have a secret on either side.

import { expect, test } from 'vitest'
import { isLiteral, partOf, partsOf, readSources, type Source } from '../read-sources.ts'

const sources = readSources('{src,runtimes,cli}/**/*.{ts,tsx}')

/** Names of values that prove something. */
const isProof = /secret|signature|token|hash|digest|hmac|mac\b|presented|password|sha256|reveal\(/i
/** Methods that compare, or look up by comparing. */
const comparing =
  /^(?:includes|indexOf|lastIndexOf|startsWith|endsWith|localeCompare|is|has|get|test|match|search)$/

/** Comparisons that are public on both sides or prove nothing. */
const known = [
  // Whether the configuration file has changed.
  'runtimes/node/load-definitions.ts: digest === read',
  // The kind of a key, not which key.
  'src/stripe/api/upstream.ts: /^sk_(live|test)_/.test(access.key.reveal())',
  // The input of a run that the caller is allowed to see.
  'src/extensions/actions/run.ts: run.inputHash === inputHash',
  // Both are in the request, whose signature was verified before.
  'src/auth/stripe-app/verify-signed.ts: envelope.args_sha256 !== (await options.hasher.sha256(args))',
]

function comparisons({ file, nodes, textOf }: Source): string[] {
  return nodes.flatMap((node) => {
    const text = textOf(node)
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node['operator']))) {
      const sides = [partOf(node, 'left'), partOf(node, 'right')].filter((side) => side !== undefined)
      return !sides.some(isLiteral) && sides.some((side) => isProof.test(textOf(side)))
        ? [`${file}: ${text}`]
        : []
    }
    const callee = node.type === 'CallExpression' ? partOf(node, 'callee') : undefined
    const method = callee && partOf(callee, 'property')
    const isComparing = method !== undefined && comparing.test(textOf(method)) && text.includes('.reveal()')
    return isComparing && !partsOf(node, 'arguments').every(isLiteral) ? [`${file}: ${text}`] : []
  })
}

test('the scan finds comparisons', () => {
  expect(sources.length).toBeGreaterThan(200)
  const texts = sources.flatMap(({ nodes, textOf }) => nodes.map(textOf))
  expect(texts.filter((text) => text.startsWith('equalsInConstantTime(')).length).toBeGreaterThanOrEqual(5)
})

test('no secret, signature or token is compared by an operation that stops at the first difference', () => {
  expect(sources.flatMap(comparisons)).toEqual(known)
})

test('the constant-time comparison reads the whole presented value', () => {
  const found = sources.find(({ file }) => file === 'src/secret.ts')
  const compare = found?.nodes.find(
    (node) => node.type === 'FunctionDeclaration' && found.textOf(node).includes('equalsInConstantTime'),
  )
  const inside = found?.nodes.filter(
    ({ start, end }) => compare && start > compare.start && end <= compare.end,
  )
  const jumps = ['ReturnStatement', 'BreakStatement', 'ContinueStatement', 'ThrowStatement', 'IfStatement']
  expect(inside?.map(({ type }) => type).filter((type) => jumps.includes(type))).toEqual(['ReturnStatement'])
})
