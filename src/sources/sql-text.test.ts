import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSql } from './sql-text.ts'
import type { SqlDialect } from './source-runtime.ts'

const planOf = (sql: string, dialect: SqlDialect = 'postgres') => {
  const reading = readSql(sql, dialect)
  return reading.ok ? reading.plan : reading.problem
}

test('refuses statements that do not read, and more than one statement', () => {
  for (const sql of [
    'delete from orders',
    '',
    '-- nothing',
    'update x set y = 1',
    'begin',
    'explain select 1',
    'copy x to stdout',
    'pragma journal_mode',
    ';;',
  ]) {
    expect([sql, planOf(sql)]).toEqual([sql, expect.stringContaining('must begin with')])
  }
  expect(planOf('select 1; drop table orders')).toContain('more than one statement')
  expect(planOf("select ';' ; -- done\n")).toEqual({ text: "select ';'", names: [] })
})

test('refuses other placeholders, to which nothing would be bound', () => {
  expect(planOf('select $1')).toContain('$1')
  for (const sql of ['select ?', 'select ?1', 'select @a', 'select $a'])
    expect(planOf(sql, 'sqlite')).toContain('placeholder')
})

test('turns each name into a numbered placeholder, the same one for each occurrence', () => {
  const sql = 'select * from orders where id = :id and (owner = :owner or buyer = :owner)'
  expect(planOf(sql)).toEqual({
    text: 'select * from orders where id = $1 and (owner = $2 or buyer = $2)',
    names: ['id', 'owner'],
  })
  expect(planOf(sql, 'sqlite')).toEqual({
    text: 'select * from orders where id = ?1 and (owner = ?2 or buyer = ?2)',
    names: ['id', 'owner'],
  })
})

test('finds no placeholders in strings, names, comments and casts', () => {
  const unchanged = [
    "select ':a', 'it''s :a', \":a\" from t -- :a\n where /* :a /* nested :a */ :a */ true",
    "select e'it\\'s :a', $$ :a $$, $tag$ :a $$ :a $tag$, x::text, '{}'::jsonb ? 'b'",
    "select nullable'x' , j @> '{\":a\": 1}' from t",
    'with t as (select 1) select * from t',
    '(select 1) union (select 2)',
  ]
  for (const sql of unchanged) expect(planOf(sql)).toEqual({ text: sql, names: [] })
  const sqlite = 'select `:a`, [:a], \'\\\', "x" /* /* :a */ from t'
  expect(planOf(sqlite, 'sqlite')).toEqual({ text: sqlite, names: [] })
  expect(planOf('select :a::text, x[1:2]')).toEqual({ text: 'select $1::text, x[1:2]', names: ['a'] })
  expect(planOf("select 'a' || :b || e'\\\\' || :c")).toEqual({
    text: "select 'a' || $1 || e'\\\\' || $2",
    names: ['b', 'c'],
  })
})

test('for any text, terminates and changes only placeholders', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    ':a',
    '::',
    '--',
    '\n',
    '/*',
    '*/',
    '$$',
    '$t$',
    '`',
    '[',
    ']',
    'e',
    ' ',
    'x',
    ';',
    '\\',
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom('postgres', 'sqlite'),
      (pieces, dialect) => {
        const sql = `select ${pieces.join('')}`
        const plan = planOf(sql, dialect)
        if (typeof plan === 'string') return
        const mark = dialect === 'postgres' ? /\$(\d+)/g : /\?(\d+)/g
        const restored = plan.text.replace(mark, (_all, at: string) => `:${plan.names[Number(at) - 1]}`)
        expect(sql.startsWith(restored.trimEnd())).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
})
