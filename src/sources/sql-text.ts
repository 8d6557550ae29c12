// Reads the text of a named query once, at start: finds `:name` placeholders outside of strings, names and comments, and rewrites them
// to the dialect's own. Values are never inserted into the text. It is not a full parser, so it refuses what it cannot be sure about.

import type { SqlDialect } from './source-runtime.ts'

export type SqlPlan = {
  text: string
  /** Names in the order of the numbered placeholders. */
  names: readonly string[]
}

export type SqlReading = { ok: true; plan: SqlPlan } | { ok: false; problem: string }

type Token = { kind: 'placeholder' | 'opaque' | 'semicolon' | 'foreign' | 'code'; text: string }

const patterns = {
  placeholder: /:[A-Za-z_]\w*/y,
  lineComment: /--[^\n]*/y,
  string: /'(?:[^']|'')*'/y,
  escapeString: /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y,
  quotedName: /"(?:[^"]|"")*"/y,
  backtickName: /`(?:[^`]|``)*`/y,
  bracketName: /\[[^\]]*\]/y,
  dollarTag: /\$(?:[A-Za-z_]\w*)?\$/y,
  numbered: /\$\d+/y,
  foreignSqlite: /[?@$]/y,
  cast: /::/y,
  word: /[A-Za-z_][\w$]*|\d[\w.]*/y,
} as const

/** Comments nest in Postgres, but not in SQLite. */
function endOfBlockComment(sql: string, from: number, nests: boolean): number {
  let depth = 1
  for (let at = from + 2; at < sql.length; at++) {
    if (sql.startsWith('*/', at)) {
      depth -= 1
      if (depth === 0) return at + 2
      at += 1
    } else if (nests && sql.startsWith('/*', at)) {
      depth += 1
      at += 1
    }
  }
  return sql.length
}

function readOpaque(sql: string, at: number, dialect: SqlDialect): string | undefined {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  if (sql.startsWith('/*', at)) return sql.slice(at, endOfBlockComment(sql, at, dialect === 'postgres'))
  const shared = match(patterns.lineComment) ?? match(patterns.string) ?? match(patterns.quotedName)
  if (shared !== undefined) return shared
  if (dialect === 'sqlite') return match(patterns.backtickName) ?? match(patterns.bracketName)
  const tag = match(patterns.dollarTag)
  if (tag === undefined) return match(patterns.escapeString) ?? match(patterns.cast)
  const end = sql.indexOf(tag, at + tag.length)
  return end === -1 ? sql.slice(at) : sql.slice(at, end + tag.length)
}

function readToken(sql: string, at: number, dialect: SqlDialect): Token {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  const opaque = readOpaque(sql, at, dialect)
  if (opaque !== undefined) return { kind: 'opaque', text: opaque }
  const placeholder = match(patterns.placeholder)
  if (placeholder !== undefined) return { kind: 'placeholder', text: placeholder }
  const foreign = match(dialect === 'sqlite' ? patterns.foreignSqlite : patterns.numbered)
  if (foreign !== undefined) return { kind: 'foreign', text: foreign }
  // Takes a whole word, so that the e of `name'…'` is not taken for the start of an escape string.
  const text = match(patterns.word) ?? sql.charAt(at)
  return { kind: text === ';' ? 'semicolon' : 'code', text }
}

function tokensOf(sql: string, dialect: SqlDialect): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length;) {
    const token = readToken(sql, at, dialect)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

const isComment = ({ kind, text }: Token) =>
  kind === 'opaque' && (text.startsWith('--') || text.startsWith('/*'))
const isBlank = (token: Token) => isComment(token) || token.text.trim() === ''

/** Drops semicolons, blanks and comments after the statement. */
function withoutEnd(tokens: readonly Token[]): Token[] {
  const last = tokens.findLastIndex((token) => !isBlank(token) && token.kind !== 'semicolon')
  return tokens.slice(0, last + 1)
}

const begins = /^(?:select|with|values|table)$/i

/** Accepts one reading statement and numbers its placeholders: `$1` for Postgres, `?1` for SQLite. */
export function readSql(sql: string, dialect: SqlDialect): SqlReading {
  const no = (problem: string) => ({ ok: false, problem }) as const
  const tokens = withoutEnd(tokensOf(sql, dialect))
  const first = tokens.find((token) => !isBlank(token) && token.text !== '(')
  if (!first || !begins.test(first.text))
    return no('must begin with select, with, or values: sources only read')
  if (tokens.some(({ kind }) => kind === 'semicolon')) return no('contains more than one statement')
  const foreign = tokens.find(({ kind }) => kind === 'foreign')
  if (foreign) return no(`has the placeholder ${foreign.text}; write :name`)
  const names = [
    ...new Set(tokens.filter(({ kind }) => kind === 'placeholder').map(({ text }) => text.slice(1))),
  ]
  const mark = dialect === 'postgres' ? '$' : '?'
  const text = tokens
    .map((token) =>
      token.kind === 'placeholder' ? `${mark}${names.indexOf(token.text.slice(1)) + 1}` : token.text,
    )
    .join('')
  return { ok: true, plan: { text, names } }
}
