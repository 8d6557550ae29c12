// T12: what proves something is compared in constant time, and keys are found by their hash. Time cannot be measured well enough
// to show it, so the sources are read: no comparison that stops at the first difference has a secret on either side.

import { expect, test } from 'vitest'
import { isLiteral, partOf, partsOf, readSources, type Source } from '../read-sources.ts'

const sources = readSources('{src,runtimes,cli}/**/*.{ts,tsx}')

/** Names that values of proof have here. */
const isProof = /secret|signature|token|hash|digest|hmac|mac\b|presented|password|sha256|reveal\(/i
/** Methods that compare, or look up by comparing. */
const comparing =
  /^(?:includes|indexOf|lastIndexOf|startsWith|endsWith|localeCompare|is|has|get|test|match|search)$/

/** Public on both sides, or no proof. */
const known = [
  // The configuration's file, whether it has changed.
  'runtimes/node/load-definitions.ts: digest === read',
  // What the kind of a key is, and not which key.
  'src/stripe/api/upstream.ts: /^sk_(live|test)_/.test(access.key.reveal())',
  // Of a run that the caller was let in for.
  'src/extensions/actions/run.ts: run.inputHash === inputHash',
  // Both stand in the request, whose signature was compared before.
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

test('the scan sees what it is to judge', () => {
  expect(sources.length).toBeGreaterThan(200)
  const texts = sources.flatMap(({ nodes, textOf }) => nodes.map(textOf))
  expect(texts.filter((text) => text.startsWith('equalsInConstantTime(')).length).toBeGreaterThanOrEqual(5)
})

test('no secret, signature or token is compared by anything that stops at the first difference', () => {
  expect(sources.flatMap(comparisons)).toEqual(known)
})

test('the comparison itself goes to the end of what was presented', () => {
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
