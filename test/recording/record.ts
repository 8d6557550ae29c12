// Writes down each statement that Kysely compiles, in the folder that RECORDED_STATEMENTS names: one file for each worker, with
// lines of JSON. Set up by the configuration beside it.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { DefaultQueryCompiler } from 'kysely'

const folder = process.env['RECORDED_STATEMENTS']
if (folder === undefined) throw new Error('Run: node scripts/record-release.ts')
const file = join(folder, `${process.pid}-${threadId}.jsonl`)
const known = new Set<string>()
// oxlint-disable-next-line typescript/unbound-method -- called with its `this` below
const compile = DefaultQueryCompiler.prototype.compileQuery

DefaultQueryCompiler.prototype.compileQuery = function record(...given) {
  const compiled = compile.apply(this, given)
  if (!known.has(compiled.sql)) appendFileSync(file, `${JSON.stringify(compiled.sql)}\n`)
  known.add(compiled.sql)
  return compiled
}
