// Reads a manifest file and those it extends: objects merge, everything else is replaced, as in `stripe apps start`.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { checkManifest, type ReadManifest } from './manifest.ts'

type JsonObject = Record<string, unknown>

/** A problem with the files themselves; the message is for a person. */
class ManifestFileError extends Error {}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `over` wins; objects merge key by key, arrays replace. */
export function mergeManifests(base: JsonObject, over: JsonObject): JsonObject {
  const merged = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isObject(below) && isObject(value) ? mergeManifests(below, value) : value
  }
  return merged
}

function parseFile(file: string): JsonObject {
  if (!existsSync(file)) throw new ManifestFileError(`There is no file ${relative('.', file) || file}.`)
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ManifestFileError(
      `${relative('.', file)} is not JSON: ${error instanceof Error ? error.message : ''}`,
    )
  }
  if (!isObject(value)) throw new ManifestFileError(`${relative('.', file)} must contain a JSON object.`)
  return value
}

/** Reads a file and the chain of files it extends; the base is last in `files`. */
function readChain(file: string, seen: string[]): { value: JsonObject; files: string[] } {
  if (seen.includes(file)) {
    throw new ManifestFileError(
      `${relative('.', file)} extends itself: ${[...seen, file].map((each) => relative('.', each)).join(' -> ')}`,
    )
  }
  const { extends: base, ...own } = parseFile(file)
  if (base === undefined) return { value: own, files: [file] }
  if (typeof base !== 'string')
    throw new ManifestFileError(`${relative('.', file)}: "extends" must be a path.`)
  const below = readChain(resolve(dirname(file), base), [...seen, file])
  return { value: mergeManifests(below.value, own), files: [file, ...below.files] }
}

/** Reads and checks a manifest; also returns the files to watch for changes. */
export function readManifest(file: string): ReadManifest & { files: string[] } {
  try {
    const { value, files } = readChain(resolve(file), [])
    return { ...checkManifest(value), files }
  } catch (error) {
    if (error instanceof ManifestFileError)
      return { ok: false, problems: [error.message], files: [resolve(file)] }
    throw error
  }
}
