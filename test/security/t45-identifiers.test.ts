// T45: no name of a table or a column, and no piece of SQL, comes from a request. Values are parameters; what cannot be one, such
// as a name or an order, stands in the sources. And through the door: what a caller sorts or filters by is a value, or refused.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleRoutes } from '#http/console/routes.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from '../worlds/database.ts'
import { openConsole, type ConsoleWorld } from '../worlds/console/app.ts'
import { isLiteral, partOf, partsOf, readSources, type Node, type Source } from '../read-sources.ts'

const sources = readSources('{src,runtimes,cli}/**/*.ts').filter(
  ({ file }) => !file.startsWith('src/store/migrations/'),
)

/** Kysely's methods whose first argument names tables and columns. */
const naming =
  /^(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|where|whereRef|having|select|orderBy|groupBy|on|onRef|columns|column|returning|ref|as)$/
/** Those of `sql` that write a name into the statement; `lit` writes a value, and quotes it. */
const writing = /^sql\.(?:ref|id|table)$/

const calleeOf = (node: Node) => (node.type === 'CallExpression' ? partOf(node, 'callee') : undefined)

/** What a name is written from, without its type. */
const nameOf = (source: Source, node: Node) => source.textOf(node).replace(/ as [^]*$/, '')

/** `sql.ref(argument)` and the like with something else than text of the sources. */
const writtenIn = (source: Source) =>
  source.nodes.flatMap((node) => {
    const callee = calleeOf(node)
    const isWriting = callee !== undefined && writing.test(source.textOf(callee))
    return isWriting
      ? partsOf(node, 'arguments')
          .filter((each) => !isLiteral(each))
          .map((each) => nameOf(source, each))
      : []
  })

/** Kysely's types let nothing else through but text of the sources and pieces that are built of it. */
const handedOver = [
  'Identifier',
  'MemberExpression',
  'TemplateLiteral',
  'BinaryExpression',
  'ConditionalExpression',
  'TSAsExpression',
  'TSNonNullExpression',
]

/** `.where(name, …)` and the like in `store/`, where the name is put together or handed over. */
const namedIn = (source: Source) =>
  source.nodes.flatMap((node) => {
    const callee = calleeOf(node)
    const method = callee?.type === 'MemberExpression' ? partOf(callee, 'property') : undefined
    const [first, second] = partsOf(node, 'arguments')
    if (!method || !first || !naming.test(source.textOf(method))) return []
    // With nothing to compare it to, it is a condition that was built, and no name.
    const isCondition = /^(?:where|having|on)$/.test(source.textOf(method)) && !second
    const isName = handedOver.includes(first.type) && !isLiteral(first) && !isCondition
    return isName ? [nameOf(source, first)] : []
  })

/** Names of closed lists in the sources, and pieces that are built of them. No value of a request is among them. */
const known = [
  'column',
  'columnsWithoutPayload',
  'counted',
  'isErased',
  'laneColumns[queue]',
  'queue',
  'runs',
  'table',
  'where.queue',
]

describe('in the sources', () => {
  test('the scan sees what it is to judge', () => {
    const calls = sources.flatMap(({ nodes, textOf }) => nodes.map((node) => textOf(calleeOf(node) ?? node)))
    expect(calls.filter((text) => text.endsWith('.where')).length).toBeGreaterThan(100)
  })

  test('nothing is written into a statement raw', () => {
    const calls = sources.flatMap(({ nodes, textOf }) => nodes.map((node) => textOf(calleeOf(node) ?? node)))
    expect(calls.filter((text) => /^sql\.raw$|\.dynamic$/.test(text))).toEqual([])
  })

  test('names of tables and columns are text of the sources, or of a closed list there', () => {
    const store = sources.filter(({ file }) => file.startsWith('src/store/'))
    const names = [...sources.flatMap(writtenIn), ...store.flatMap(namedIn)]
    expect([...new Set(names)].filter((name) => !known.includes(name))).toEqual([])
  })
})

const injections = [
  "'; drop table events; --",
  '1) or 1=1 --',
  'payload',
  'events.payload desc',
  '(select payload from events)',
  '*',
  '"tenant_id"',
  '`tenant_id`',
]
/** What nobody documents, and an application that sorts by names of columns would take. */
const wishes = [
  'sort',
  'order',
  'orderBy',
  'order_by',
  'column',
  'columns',
  'fields',
  'filter',
  'where',
  'table',
  'limit',
]

const postgresUrl = process.env['TEST_DATABASE_URL'] ?? ''
const stores: [string, () => Promise<JobStore>][] = [
  ['SQLite', openMemoryStore],
  ...(postgresUrl === ''
    ? []
    : [['Postgres', () => openPostgresStore(postgresUrl)] as [string, () => Promise<JobStore>]]),
]

describe.each(stores)('through the door, on %s', (_, openStore) => {
  let store: JobStore
  let world: ConsoleWorld
  beforeAll(async () => {
    store = await openStore()
    world = await openConsole(store)
    await world.addEvent({ payload: '{"private":"words"}' })
    await world.addEvent({ tenantId: 'other', payload: '{"others":"words"}' })
  })
  afterAll(() => store.close())
  const lists = consoleRoutes.filter(
    ({ method, path, session }) => method === 'GET' && session && !path.includes(':'),
  )
  const params = lists.flatMap(({ path, query = {} }) =>
    Object.keys(query).map((name) => [path, name] as const),
  )

  test('there are lists and parameters to test', () => {
    expect([lists.length >= 4, params.length >= 5]).toEqual([true, true])
  })

  test.each(params)('%s?%s= takes SQL for a value, or refuses it', async (path, name) => {
    for (const text of injections) {
      const response = await world.get(`${path}?${new URLSearchParams({ [name]: text })}`)
      const answer = await response.text()
      expect([text, [200, 400].includes(response.status)]).toEqual([text, true])
      expect(answer).not.toMatch(/private|others|syntax|SQLITE|tenant_id/)
    }
  })

  test('nobody can ask for an order, a column or a table', async () => {
    for (const { path } of lists) {
      const plain = await (await world.get(path)).text()
      for (const name of wishes)
        for (const text of injections) {
          const response = await world.get(`${path}?${new URLSearchParams({ [name]: text })}`)
          const isSame = response.status === 400 || (await response.text()) === plain
          expect([path, name, text, isSame]).toEqual([path, name, text, true])
        }
    }
    expect(await store.db.selectFrom('events').select('id').execute()).toHaveLength(2)
  })
})
