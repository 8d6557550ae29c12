import { expect, test } from 'vitest'
import { slowestFiles } from './slowest-files.ts'

const fileTook = (relativeModuleId: string, collectDuration: number, duration: number) => ({
  relativeModuleId,
  diagnostic: () => ({ collectDuration, setupDuration: 0, duration }),
})

test('lists files from slowest to fastest, including the time of their imports', () => {
  const files = [
    fileTook('a.test.ts', 100, 400),
    fileTook('b.test.ts', 100, 61_000),
    fileTook('c.test.ts', 2000, 0),
  ]
  expect(slowestFiles(files)).toEqual([
    '   61.1 s  b.test.ts',
    '    2.0 s  c.test.ts',
    '    0.5 s  a.test.ts',
  ])
})

test('lists at most ten files', () => {
  const files = Array.from({ length: 12 }, (_, index) => fileTook(`${index}.test.ts`, 0, index))
  expect(slowestFiles(files)).toHaveLength(10)
  expect(slowestFiles(files)[0]).toContain('11.test.ts')
})
