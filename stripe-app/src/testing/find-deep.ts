// Finds components in a rendered tree, including those in fragment props (`primaryAction`, `title`, `value` …), which the SDK's
// own `find` does not search. Reads the current tree, so nothing has to be updated first.

type Node = {
  kind?: unknown
  type?: unknown
  props?: Record<string, unknown>
  children?: readonly Node[]
  text?: unknown
}
type Props = Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && 'top' in value

/** The nodes inside a node in screen order: fragment props before children. */
const insideOf = ({ props = {}, children = [] }: Node): Node[] => [
  ...Object.values(props).filter(isNode),
  ...children,
]

function* walk(node: Node): Generator<Node> {
  yield node
  for (const inner of insideOf(node)) yield* walk(inner)
}

const textOf = (node: Node): string =>
  typeof node.text === 'string' ? node.text : insideOf(node).map(textOf).join('')

export type Found = { props: Props; text: string; press: () => void; change: (value: unknown) => void }

function foundOf(node: Node): Found {
  const props = node.props ?? {}
  const call = (name: string, value?: unknown) => {
    if (props['disabled'] === true || props['pending'] === true)
      throw new Error(`${String(node.type)} is disabled`)
    const handler = props[name]
    if (typeof handler !== 'function') throw new Error(`${String(node.type)} has no ${name}`)
    ;(handler as (value?: unknown) => void)(value)
  }
  return {
    props,
    text: textOf(node),
    press: () => call('onPress'),
    change: (value) => call('onChange', value),
  }
}

export type Drawn = { instance: unknown }

const rootOf = ({ instance }: Drawn): Node => instance as Node

/** All components with the name, or all components, in reading order. */
export function findAllDeep(drawn: Drawn, name?: string): Found[] {
  const nodes = [...walk(rootOf(drawn))].filter(({ type }) =>
    name === undefined ? type !== undefined : type === name,
  )
  return nodes.map(foundOf)
}

const wordsOf = ({ text, props }: Found) =>
  [text, ...['label', 'title', 'legend'].map((prop) => props[prop])]
    .filter((part) => typeof part === 'string')
    .join(' ')

/** The first component with the name that contains `text`; undefined if there is none. */
export function findMaybe(drawn: Drawn, name: string, text = ''): Found | undefined {
  return findAllDeep(drawn, name).find((one) => wordsOf(one).includes(text))
}

/** The first component with the name that contains `text`; throws if there is none. */
export function findDeep(drawn: Drawn, name: string, text = ''): Found {
  const found = findMaybe(drawn, name, text)
  if (found) return found
  throw new Error(
    `no ${name} saying "${text}" among ${JSON.stringify(findAllDeep(drawn, name).map(wordsOf))}`,
  )
}

const textProps = [
  'title',
  'description',
  'label',
  'error',
  'legend',
  'defaultValue',
  'value',
  'secondaryTitle',
]

/** All text in reading order, including text in props. */
export function textDeep(drawn: Drawn): string {
  return [...walk(rootOf(drawn))]
    .flatMap(({ text, props = {} }) => [text, ...textProps.map((prop) => props[prop])])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
}
