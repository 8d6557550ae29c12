// Checks in the source that every database statement names a tenant. That a stranger's data is not found is tested through the
// API (T37).

import { expect, test } from 'vitest'
import { partOf, partsOf, readSources, type Node, type Source } from './read-sources.ts'

const statement = /\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/

/** Functions without a tenant, with the reason. */
const withoutTenant: Record<string, string> = {
  'src/store/migrate.ts migrate': 'changes tables, not rows',
  'src/store/migrate.ts listApplied': 'reads the list of applied migrations',
  'src/store/migrate.ts assertUsable': 'reads the list of applied migrations',
  'src/store/migrate.ts inExclusiveTransaction': 'locks the whole database',
  'src/store/sealed-secrets.ts findSealedSecret': 'takes a place, which contains the tenant',
  'src/store/sealed-secrets.ts removeSealedSecret': 'takes a place, which contains the tenant',
  'src/store/work.ts lockRuns': 'locks a table',
  'src/http/operation/readiness.ts askDatabase': 'only checks that the database answers',
}

type Statement = { name: string; text: string }

/** The name of a function or a value at the top level of a file. */
function nameOf(node: Node): string {
  const declared = partOf(node, 'declaration') ?? node
  const [first = declared] = partsOf(declared, 'declarations')
  return String(partOf(first, 'id')?.['name'])
}

/** The top-level declarations that contain database statements, each with the comment before it. */
function statementsIn({ file, nodes, textOf }: Source): Statement[] {
  const [program] = nodes
  const tops = program ? partsOf(program, 'body') : []
  return tops.flatMap((node, place) => {
    if (!statement.test(textOf(node))) return []
    const start = tops[place - 1]?.end ?? 0
    return [{ name: `${file} ${nameOf(node)}`, text: textOf({ ...node, start }) }]
  })
}

const statements = readSources('src/**/*.ts')
  .filter(({ file }) => !file.startsWith('src/store/migrations/'))
  .flatMap(statementsIn)

test('the scan finds database statements', () => {
  expect(statements.length).toBeGreaterThan(80)
})

test('every function with a database statement names the tenant or is listed here with a reason', () => {
  const without = statements.filter(({ text }) => !/tenant/i.test(text)).map(({ name }) => name)
  expect(without.toSorted()).toEqual(Object.keys(withoutTenant).toSorted())
})
