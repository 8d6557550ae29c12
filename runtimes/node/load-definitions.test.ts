// Reading the configuration file: missing, broken, changed while the gateway runs.

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ConfigError } from '#config.ts'
import { DefinitionError } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { SourceError } from '#definitions/source-error.ts'
import { createLog } from '#log.ts'
import { loadDefinitions, watchDefinitions } from './load-definitions.ts'

const undos: (() => void)[] = []
afterEach(() => {
  for (const undo of undos.splice(0).reverse()) undo()
})

function folderWith(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-definitions-'))
  undos.push(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return { file: join(folder, 'tillside.config.ts'), folder, write }
}

const lines: string[] = []
const log = createLog({ level: 'debug', now: Date.now, write: (line) => void lines.push(line) })
const titled = (title: string) =>
  `import { defineConfig, definePanel } from 'tillside/config'\nexport default defineConfig({ panels: [definePanel({ id: 'a', title: ${title}, for: ['email'], load: () => 'hidden' })] })\n`
const problemOf = async (text: string, more: Record<string, string> = {}) => {
  const { file } = folderWith({ 'tillside.config.ts': text, ...more })
  const thrown = await loadDefinitions(file, log).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ConfigError)
  return (thrown as ConfigError).message
}

test('a missing file is an error if it was named, but not if it is the default', async () => {
  await expect(loadDefinitions('/nowhere/tillside.config.ts', log)).rejects.toThrow(
    '/nowhere/tillside.config.ts does not exist',
  )
  const { config } = await loadDefinitions('./no-such-folder/../tillside.config.ts', log)
  expect(config.panels).toEqual([])
})

test('reports a problem with file, line and the original message', async () => {
  expect(await problemOf('export default 5\n')).toMatch(
    /tillside\.config\.ts: write "export default defineConfig/,
  )
  expect(await problemOf('const a = {\n  b: c d\n}\n')).toMatch(
    /tillside\.config\.ts:2[\s\S]*b: c d[\s\S]*\^/,
  )
  expect(await problemOf('enum A { B }\nexport default A\n')).toMatch(
    /config\.ts:1[\s\S]*enum is not supported/,
  )
  const thrown = await problemOf('\nconst a: any = undefined\nexport default a.b.c\n')
  expect(thrown).toMatch(/reading 'b'[\s\S]*tillside\.config\.ts:3:18/)
  expect(thrown).not.toMatch(/node:internal|read-definitions/)
  const child = await problemOf("import './parts/b.ts'\nexport default 1\n", {
    'parts/b.ts': "\nthrow new Error('x')\n",
  })
  expect(child).toMatch(/parts\/b\.ts:2:7/)
  const twice = titled("'A'").replace(
    '[definePanel',
    "[definePanel({ id: 'a', title: 'A', for: ['email'], load: () => 'hidden' }), definePanel",
  )
  expect(await problemOf(twice)).toMatch(/"a" occurs twice[\s\S]*tillside\.config\.ts:2:/)
  expect(await problemOf("import './missing.ts'\nexport default 1\n")).toMatch(
    /missing\.ts' imported from .*tillside\.config\.ts/,
  )
})

test('gives the file the gateway’s own classes, and zod if it has none installed', async () => {
  const { file } = folderWith({
    'tillside.config.ts': `import { defineConfig, definePanel, SourceError } from 'tillside/config'
import { z } from 'zod'
z.string()
export default defineConfig({ panels: [definePanel({ id: 'a', title: 'A', for: ['email'], load: () => { throw new SourceError('x', 'failed') } })] })`,
  })
  const { config } = await loadDefinitions(file, log)
  expect(() => config.panels[0]?.load({} as never)).toThrow(SourceError)
})

/** Watches the file; `next` resolves with the next reading. */
async function watching(files: Record<string, string>, apply?: (config: TillsideConfig) => void) {
  const place = folderWith(files)
  const warned: string[] = []
  const first = await loadDefinitions(place.file, log)
  const readings: (string | undefined)[] = []
  const waiting: ((problem: string | undefined) => void)[] = []
  let config = first.config
  undos.push(
    watchDefinitions(place.file, {
      first,
      log,
      apply(next) {
        apply?.(next)
        config = next
      },
      onReading(problem, warnings) {
        warned.push(...warnings)
        const next = waiting.shift() ?? readings.push.bind(readings)
        next(problem)
      },
    }),
  )
  const next = () =>
    readings.length > 0
      ? Promise.resolve(readings.shift())
      : new Promise<string | undefined>((resolve) => void waiting.push(resolve))
  return { ...place, next, warned, title: () => config.panels[0]?.title }
}

/** Skips readings, because a half-written file may be read first. */
async function until(
  world: Awaited<ReturnType<typeof watching>>,
  isThere: (problem: string | undefined) => boolean,
) {
  for (;;) {
    const problem = await world.next()
    if (isThere(problem)) return problem
  }
}

test('reads the file again when it, or a file it imports, changes', async () => {
  const imported = `import { title } from './parts/title.ts'\n${titled('title')}`
  const world = await watching({
    'tillside.config.ts': imported,
    'parts/title.ts': "export const title: string = 'One'\n",
  })
  expect(world.title()).toBe('One')
  world.write('parts/title.ts', "export const title: string = 'Two'\n")
  await until(world, () => world.title() === 'Two')
  world.write('tillside.config.ts', titled("'Three'"))
  await until(world, () => world.title() === 'Three')
  // Editors save by replacing the old file with a new one.
  world.write('tillside.config.ts.tmp', titled("'Four'"))
  renameSync(`${world.file}.tmp`, world.file)
  await until(world, () => world.title() === 'Four')
})

test('refuses a misspelt key at start and at a change, which keeps the last good configuration', async () => {
  const misspelt = titled("'Two'").replace('panels:', 'panles:')
  expect(await problemOf(misspelt)).toMatch(
    /configuration: there is no key "panles"; did you mean "panels"\?[\s\S]*tillside\.config\.ts:2:/,
  )
  const world = await watching({ 'tillside.config.ts': titled("'One'") })
  world.write('tillside.config.ts', misspelt)
  await until(world, (problem) => problem?.includes('did you mean "panels"?') ?? false)
  expect(world.title()).toBe('One')
})

test('reports the warnings of a change that comes into force', async () => {
  const world = await watching({ 'tillside.config.ts': titled("'One'") })
  world.write('tillside.config.ts', titled("'Two', invalidatedBy: ['custommer.updated']"))
  await until(world, () => world.title() === 'Two')
  expect(world.warned).toEqual([expect.stringContaining('Did you mean "customer.updated"?')])
})

test('reports a broken change, and keeps the last good configuration until it is fixed', async () => {
  const refuse = (config: TillsideConfig) => {
    if (config.panels[0]?.title === 'Refused') throw new DefinitionError(['sources: no'])
  }
  const world = await watching({ 'tillside.config.ts': titled("'One'") }, refuse)
  world.write('tillside.config.ts', `${titled("'Two'")}\nconst a = b c\n`)
  expect(await until(world, (problem) => problem?.includes('b c') ?? false)).toMatch(/tillside\.config\.ts:4/)
  expect(world.title()).toBe('One')
  expect(lines.join('\n')).toContain('definitions.broken')
  world.write('tillside.config.ts', titled("'Refused'"))
  await until(world, (problem) => problem?.includes('sources: no') ?? false)
  expect(world.title()).toBe('One')
  world.write('tillside.config.ts', titled("'Mended'"))
  await until(world, () => world.title() === 'Mended')
})
