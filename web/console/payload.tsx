// Draws a JSON value as a collapsible tree. It uses text nodes only, because a payload is untrusted.

import { cleanText } from '#contract/clean-text.ts'

const openDepth = 2
/** Longer lists are cut; the whole payload can be copied. */
const itemsMax = 200

export function drawPayload(payload: unknown) {
  return <div class="tree">{drawInner(payload, 0)}</div>
}

function drawInner(value: unknown, depth: number) {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {})
  return (
    <ul>
      {entries.slice(0, itemsMax).map(([key, inner]) => (
        <li key={key}>{drawEntry(key, inner, depth)}</li>
      ))}
      {entries.length > itemsMax && <li class="ts-muted">{entries.length - itemsMax} more</li>}
    </ul>
  )
}

function drawEntry(key: string, value: unknown, depth: number) {
  const name = <bdi class="key">{cleanText(key)}</bdi>
  if (typeof value !== 'object' || value === null) return drawLeaf(name, value)
  const count = Object.keys(value).length
  if (count === 0) return drawLeaf(name, Array.isArray(value) ? '[]' : '{}')
  return (
    <details open={depth < openDepth}>
      <summary>
        {name} <span class="ts-muted">{Array.isArray(value) ? `[${count}]` : `{${count}}`}</span>
      </summary>
      {drawInner(value, depth + 1)}
    </details>
  )
}

function drawLeaf(name: preact.JSX.Element, value: unknown) {
  const kind = typeof value === 'string' ? (value === '•••' ? 'is-masked' : 'is-text') : 'is-plain'
  return (
    <>
      {name} <bdi class={kind}>{typeof value === 'string' ? cleanText(value) : String(value)}</bdi>
    </>
  )
}
