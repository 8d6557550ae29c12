// Finds all problems of a configuration's sources before the first request. The messages contain names, never secret values.

import type { HttpSourceOptions, Source, SqlSourceOptions } from '#definitions/source.ts'
import { parseBaseUrl } from './base-url.ts'
import { problemOfIdentity } from './identity.ts'
import { parseTemplate } from './path-template.ts'
import type { SourceRuntime } from './source-runtime.ts'
import { dialectOf, problemsOfQueries } from './sql-source.ts'

const positive = (value: number | undefined, least = 1) =>
  value === undefined || (Number.isSafeInteger(value) && value >= least)

function problemsOfHttp(options: HttpSourceOptions, runtime: SourceRuntime): string[] {
  const { allow, passThrough = [], identity = { kind: 'none' } } = options
  const base = parseBaseUrl(options.baseUrl, options.insecure ?? false)
  const identityProblem = problemOfIdentity(identity)
  const problems = [...allow, ...passThrough]
    .filter((one) => !parseTemplate(one))
    .map((one) => `"${one}" is not a template; write "GET /orders/:id"`)
  if (!base.ok) problems.push(base.problem)
  if (identityProblem !== undefined) problems.push(identityProblem)
  // Without it the service could not tell accounts apart, and would answer all of them alike.
  if (passThrough.length > 0 && identity.kind !== 'jwt') {
    problems.push(
      "passThrough needs identity: { kind: 'jwt', … }, which names the account and person to the service",
    )
  }
  if (identity.kind === 'mtls' && !runtime.openCertified) {
    problems.push('identity mtls is not available on this runtime')
  }
  if (identity.kind === 'mtls' && base.ok && !base.base.origin.startsWith('https:')) {
    problems.push('identity mtls needs an https address')
  }
  if (!positive(options.timeoutMs)) problems.push('timeoutMs must be a whole number above 0')
  if (!positive(options.bodyBytesMax)) problems.push('bodyBytesMax must be a whole number above 0')
  if (!positive(options.retries, 0) || (options.retries ?? 0) > 5) problems.push('retries must be 0 to 5')
  return problems
}

function problemsOfSql(options: SqlSourceOptions, runtime: SourceRuntime): string[] {
  const dialect = dialectOf(options.url)
  if (!dialect) return ['url must begin with postgres:// or sqlite:/path']
  const problems = problemsOfQueries(options.queries, dialect)
  if (!runtime.openSql?.[dialect]) problems.push(`${dialect} databases cannot be opened on this runtime`)
  if (!positive(options.timeoutMs)) problems.push('timeoutMs must be a whole number above 0')
  if (!positive(options.rowsMax)) problems.push('rowsMax must be a whole number above 0')
  return problems
}

/** What is written in the configuration was checked when it was read. */
const problemsOfRemote = ({ fetchOutside }: SourceRuntime): string[] =>
  fetchOutside ? [] : ['remote services cannot be called on this runtime']

export function problemsOf(sources: Iterable<Source>, runtime: SourceRuntime): string[] {
  return [...sources].flatMap((source) => {
    const problems =
      source.kind === 'http'
        ? problemsOfHttp(source.options, runtime)
        : source.kind === 'sql'
          ? problemsOfSql(source.options, runtime)
          : problemsOfRemote(runtime)
    return problems.map((problem) => `source "${source.options.name}": ${problem}`)
  })
}
