// A repository of one's own: `tillside init` writes one that passes its tests, overwrites nothing, and its .env is read.

import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const run = promisify(execFile)
const main = resolve('cli/main.ts')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillside-own-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function tillside(args: string[], env: Record<string, string> = {}) {
  const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env } }
  try {
    return { code: 0, ...(await run(process.execPath, [main, ...args], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

type Ours = { version: string } & Record<'dependencies' | 'devDependencies', Record<string, string>>

test('init writes every file of the template, with its own name, and the versions of this release', async () => {
  expect(await tillside(['init', 'my shop'])).toMatchObject({ code: 0 })
  const made = join(folder, 'my shop')
  const copied = readdirSync('template').filter((name) => name !== 'manifest.json')
  const files = copied.map((name) =>
    ['gitignore', 'dockerignore', 'env.example', 'github'].includes(name) ? `.${name}` : name,
  )
  expect(readdirSync(made).sort()).toEqual([...files, 'package.json'].sort())
  const ours = JSON.parse(readFileSync('package.json', 'utf8')) as Ours
  const manifest: unknown = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'))
  expect(manifest).toMatchObject({
    name: 'my-shop',
    type: 'module',
    dependencies: { tillside: `^${ours.version}`, zod: ours.dependencies['zod'] },
    devDependencies: {
      'tillside-preview': `^${ours.version}`,
      typescript: ours.devDependencies['typescript'],
      '@types/node': ours.devDependencies['@types/node'],
    },
  })
})

test('init overwrites nothing', async () => {
  writeFileSync(join(folder, 'Dockerfile'), 'mine')
  const refused = await tillside(['init'])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Dockerfile') as string })
  expect(readdirSync(folder)).toEqual(['Dockerfile'])
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('mine')
})

test('init keeps a package.json, and says what it lacks', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "name": "mine", "type": "module" }')
  const { code, stdout } = await tillside(['init'])
  expect(code).toBe(0)
  expect(stdout).toContain('npm install tillside zod')
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"mine"')
})

test('the tests of the template pass, and one with a wrong expectation does not', async () => {
  // Beside the packages of this repository, as an installation has them.
  mkdirSync('.build', { recursive: true })
  const within = mkdtempSync(resolve('.build/own-repository-'))
  try {
    cpSync('template', within, { recursive: true })
    const { stdout } = await run(process.execPath, ['--test'], {
      cwd: within,
      env: { PATH: process.env['PATH'] },
    })
    expect(stdout).toMatch(/pass 3\n/)
    const file = join(within, 'test/config.test.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace('KC-1007', 'KC-9999'))
    const failing = run(process.execPath, ['--test'], { cwd: within, env: { PATH: process.env['PATH'] } })
    await expect(failing).rejects.toMatchObject({ stdout: expect.stringMatching(/fail 1\n/) as string })
  } finally {
    rmSync(within, { recursive: true })
  }
})

test('an older Node is refused with a sentence', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.18.0' } })`
  const refused = await tillside(['doctor'], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}`,
  })
  expect(refused).toMatchObject({
    code: 2,
    stderr: 'tillside needs Node 22.19 or newer. This is Node 22.18.0.\n',
  })
})

test('settings come from .env, and the environment has the last word', async () => {
  writeFileSync(join(folder, '.env'), 'STRIPE_API_KEY=nonsense\nPORT=none\n')
  const { stdout, stderr } = await tillside(['doctor'], { PORT: '4747' })
  expect(stdout + stderr).toMatch(/STRIPE_API_KEY: expected a restricted key/)
  expect(stdout + stderr).not.toContain('PORT')
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
