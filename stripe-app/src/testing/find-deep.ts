// Finds components in a drawn tree, also those in fragment props (`primaryAction`, `title`, `value` …), which the SDK's own
// `find` does not look into. Reads the tree as it is now, so nothing has to be brought up to date first.

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

/** What is inside of a node, as it stands on the screen: fragment props before children. */
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

/** All components of one name, or all there are, in reading order. */
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

/** The first component of a name that says `text`; undefined when there is none. */
export function findMaybe(drawn: Drawn, name: string, text = ''): Found | undefined {
  return findAllDeep(drawn, name).find((one) => wordsOf(one).includes(text))
}

/** The first component of a name that says `text`; throws when there is none. */
export function findDeep(drawn: Drawn, name: string, text = ''): Found {
  const found = findMaybe(drawn, name, text)
  if (found) return found
  throw new Error(
    `no ${name} saying "${text}" among ${JSON.stringify(findAllDeep(drawn, name).map(wordsOf))}`,
  )
}

const saying = ['title', 'description', 'label', 'error', 'legend', 'defaultValue', 'value', 'secondaryTitle']

/** Everything that is written, in reading order, with the texts that stand in props. */
export function textDeep(drawn: Drawn): string {
  return [...walk(rootOf(drawn))]
    .flatMap(({ text, props = {} }) => [text, ...saying.map((prop) => props[prop])])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
}
