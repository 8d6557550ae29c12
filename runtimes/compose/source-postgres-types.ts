// Parses Postgres values into the types that sources promise. By default pg turns dates into local midnights, intervals into objects
// and counts into text.

import { types } from 'pg'

type Parse = (text: string) => unknown
const { builtins } = types
const parserOf = types.getTypeParser as unknown as (oid: number) => Parse
const asText: Parse = (text) => text
const parseInteger: Parse = (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
const parseDate = parserOf(builtins.TIMESTAMPTZ)
/** `infinity` stays text. */
const parseInstant: Parse = (text) => {
  const at = parseDate(text)
  return at instanceof Date ? at.toISOString() : text
}
const parseLocalTime: Parse = (text) => text.replace(' ', 'T')
const parseBytes: Parse = (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))

const parseTexts = parserOf(1009)
const inArray = (parse: Parse): Parse => {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each)
    return typeof value === 'string' ? parse(value) : value
  }
  return (text) => each(parseTexts(text))
}

/** Numbers that `builtins` has no name for are the array types of the line above. */
const parsers = new Map<number, Parse>([
  [builtins.INT8, parseInteger],
  [1016, inArray(parseInteger)],
  [builtins.DATE, asText],
  [1182, inArray(asText)],
  [builtins.TIMESTAMP, parseLocalTime],
  [1115, inArray(parseLocalTime)],
  [builtins.TIMESTAMPTZ, parseInstant],
  [1185, inArray(parseInstant)],
  [builtins.INTERVAL, asText],
  [builtins.BYTEA, parseBytes],
])
export const plainTypes = { getTypeParser: (oid: number): Parse => parsers.get(oid) ?? parserOf(oid) }
