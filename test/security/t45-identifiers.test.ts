// T45: no table name, column name or piece of SQL comes from a request. Values are parameters; what cannot be a parameter, such as
// a name or an order, is fixed in the sources. Through the API, what a caller sorts or filters by is a value or refused.

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
/** The `sql` methods that write a name into the statement; `lit` writes a value and quotes it. */
const writing = /^sql\.(?:ref|id|table)$/

const calleeOf = (node: Node) => (node.type === 'CallExpression' ? partOf(node, 'callee') : undefined)

/** The source text of a name, without its type. */
const nameOf = (source: Source, node: Node) => source.textOf(node).replace(/ as [^]*$/, '')

/** Calls such as `sql.ref(argument)` whose argument is not a literal. */
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

/** Kysely's types allow nothing else but literals and expressions built from them. */
const handedOver = [
  'Identifier',
  'MemberExpression',
  'TemplateLiteral',
  'BinaryExpression',
  'ConditionalExpression',
  'TSAsExpression',
  'TSNonNullExpression',
]

/** Calls such as `.where(name, …)` in `store/` whose name is computed or passed in. */
const namedIn = (source: Source) =>
  source.nodes.flatMap((node) => {
    const callee = calleeOf(node)
    const method = callee?.type === 'MemberExpression' ? partOf(callee, 'property') : undefined
    const [first, second] = partsOf(node, 'arguments')
    if (!method || !first || !naming.test(source.textOf(method))) return []
    // Groups values that are in memory.
    if (callee && source.textOf(callee) === 'Map.groupBy') return []
    // Without a second argument it is a condition, not a name.
    const isCondition = /^(?:where|having|on)$/.test(source.textOf(method)) && !second
    const isName = handedOver.includes(first.type) && !isLiteral(first) && !isCondition
    return isName ? [nameOf(source, first)] : []
  })

/** Names from closed lists in the sources, and expressions built from them. None is a value of a request. */
const known = [
  'column',
  'columnsWithoutPayload',
  'counted',
  'isErased',
  'laneColumns[queue]',
  'queue',
  'table',
  'where.queue',
]

describe('in the sources', () => {
  test('the scan finds names', () => {
    const calls = sources.flatMap(({ nodes, textOf }) => nodes.map((node) => textOf(calleeOf(node) ?? node)))
    expect(calls.filter((text) => text.endsWith('.where')).length).toBeGreaterThan(100)
  })

  test('no raw text is written into a statement', () => {
    const calls = sources.flatMap(({ nodes, textOf }) => nodes.map((node) => textOf(calleeOf(node) ?? node)))
    expect(calls.filter((text) => /^sql\.raw$|\.dynamic$/.test(text))).toEqual([])
  })

  test('names of tables and columns are literals or come from a closed list', () => {
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
/** Undocumented parameters that an application that sorts by column names might accept. */
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

describe.each(stores)('through the API, on %s', (_, openStore) => {
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

  test.each(params)('%s?%s= treats SQL as a value or refuses it', async (path, name) => {
    for (const text of injections) {
      const response = await world.get(`${path}?${new URLSearchParams({ [name]: text })}`)
      const answer = await response.text()
      expect([text, [200, 400].includes(response.status)]).toEqual([text, true])
      expect(answer).not.toMatch(/private|others|syntax|SQLITE|tenant_id/)
    }
  })

  test('a request cannot choose an order, a column or a table', async () => {
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
