// Whose data a statement is about, as it is written. That a stranger's thing is not found is tested through the door (T37).

import { expect, test } from 'vitest'
import { partOf, partsOf, readSources, type Node, type Source } from './read-sources.ts'

const statement = /\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/

/** Why a function has no tenant to name. */
const withoutTenant: Record<string, string> = {
  'src/store/migrate.ts migrate': 'changes tables, not rows',
  'src/store/migrate.ts listMissing': 'reads which migrations there are',
  'src/store/migrate.ts inExclusiveTransaction': 'locks the whole database',
  'src/store/sealed-secrets.ts findSealedSecret': 'takes a place, and a tenant is part of it',
  'src/store/sealed-secrets.ts removeSealedSecret': 'takes a place, and a tenant is part of it',
  'src/store/work.ts lockRuns': 'locks a table',
  'src/http/operation/routes.ts databaseAnswers': 'asks for nothing but an answer',
}

type Statement = { name: string; text: string }

/** Of a function or a value at the top of a file. */
function nameOf(node: Node): string {
  const declared = partOf(node, 'declaration') ?? node
  const [first = declared] = partsOf(declared, 'declarations')
  return String(partOf(first, 'id')?.['name'])
}

/** What asks the database, with the comment before it. */
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

test('the scan sees the statements it is to judge', () => {
  expect(statements.length).toBeGreaterThan(80)
})

test('whatever asks the database names the tenant, or is listed here with its reason', () => {
  const without = statements.filter(({ text }) => !/tenant/i.test(text)).map(({ name }) => name)
  expect(without.toSorted()).toEqual(Object.keys(withoutTenant).toSorted())
})
