import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { putInPlace, withPartial } from './files.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('only the owner can read a file from its first byte on', async () => {
  const file = join(newFolder(), 'backup')
  await withPartial(file, async (partial) => {
    expect(statSync(partial).mode & 0o777).toBe(0o600)
    expect(existsSync(file)).toBe(false)
    writeFileSync(partial, 'all')
    await putInPlace(partial, file)
  })
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['all', 0o600])
})

test('after a failure neither an incomplete file nor one of SQLite’s beside it remains', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'backup'), 'before')
  const failing = withPartial(join(folder, 'backup'), async (partial) => {
    for (const end of ['', '-wal', '-shm']) writeFileSync(partial + end, 'half')
    throw new Error('disk full')
  })
  await expect(failing).rejects.toThrow('disk full')
  expect(readdirSync(folder)).toEqual(['backup'])
  expect(readFileSync(join(folder, 'backup'), 'utf8')).toBe('before')
})

test('a folder that does not exist is a wrong call', async () => {
  const file = join(newFolder(), 'no', 'backup')
  await expect(withPartial(file, async () => undefined)).rejects.toThrow(/^The folder .* \(ENOENT\)\.$/)
})
