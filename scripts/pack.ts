// Writes the packages that are published to .build/packages/<name>/, and packs them.
//
// A package is the tree of this repository, compiled, because Node strips no types below node_modules. Each file keeps its place, so
// that paths beside `import.meta` are right and a stack trace names our files. `npm run packages` builds the pages first,
// and `npm run pack` tries the packages afterwards.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Manifest = {
  name: string
  version: string
  description: string
  license: string
  exports: Record<string, string>
  bin?: Record<string, string>
  dependencies: Record<string, string>
}

type Package = {
  /** Where its package.json is. */
  folder: string
  /** The commands, where the manifest does not name them. */
  bin?: Record<string, string>
  /** Files that are started or read by path, not imported; those of `exports` and `bin` are added. */
  entries: readonly string[]
  /** Files and folders that are copied unchanged. */
  copies: readonly string[]
  /** Packages that the code needs only to be built or developed. */
  leaveOut?: readonly string[]
  more?: Record<string, unknown>
}

const root = join(import.meta.dirname, '..')
const out = join(root, '.build/packages')
const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest

const previewTypes = './tillside-preview/dashboard/package/index.d.ts'
const previewVersion = readJson('dashboard/package.json').version

/** In this order: compiling the gateway needs the types of the preview. */
const packages: readonly Package[] = [
  { folder: 'dashboard', entries: [], copies: ['dashboard/dist'] },
  {
    folder: '.',
    // In a checkout the command is that of the workspace cli/bin.
    bin: { tillside: 'cli/main.ts' },
    entries: ['runtimes/node/source-sqlite-process.ts', 'examples/tillside.config.ts'],
    copies: [
      'dist/testing',
      'dist/web',
      'dist/simulator',
      'web/icons',
      'examples',
      'template',
      'docs/guide',
      'docs/reference',
      'stripe-app/stripe-app.json',
      'stripe-app/icon.png',
      'stripe-app/.build',
      'deploy',
      'CHANGELOG.md',
      'README.md',
      'SECURITY.md',
    ],
    // The pages are built with the first two; the third is how a checkout gets its Node. The others are for hosted gateways, which run
    // from a checkout: npm heeds the overrides that they need only there, and without them it never ends installing the package.
    leaveOut: ['preact', '@preact/signals', 'node', 'better-auth', '@better-auth/passkey', 'nodemailer'],
    more: {
      peerDependencies: { 'tillside-preview': previewVersion },
      peerDependenciesMeta: { 'tillside-preview': { optional: true } },
    },
  },
]

/** From 22.18 on Node strips the types of a tillside.config.ts without a flag; undici asks for the one after it. */
const engines = { node: '>=22.19' }

function pack(one: Package): void {
  const manifest = readJson(join(one.folder, 'package.json'))
  const target = join(out, manifest.name)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const within = (file: string) => join(one.folder, file)
  const { bin = manifest.bin ?? {} } = one
  const sources = [...Object.values(manifest.exports), ...Object.values(bin)].map(within)
  compile([...sources, ...one.entries], target)
  for (const file of [...one.copies, 'LICENSE']) copy(file, target)
  for (const file of Object.values(bin)) chmodSync(join(target, toJs(within(file))), 0o755)
  writeFileSync(
    join(target, 'package.json'),
    `${JSON.stringify(published(one, { ...manifest, bin }), null, 2)}\n`,
  )
  execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: target, stdio: 'inherit' })
}

function copy(file: string, target: string): void {
  if (!existsSync(join(root, file))) throw new Error(`${file} is missing. Run: npm run pack`)
  // Maps are for turning stack traces back, and are kept with the build.
  const filter = (path: string) => !path.endsWith('.map')
  cpSync(join(root, file), join(target, file), { recursive: true, filter })
}

const toJs = (file: string) => file.replace(/\.ts$/, '.js')
const toTypes = (file: string) => file.replace(/\.ts$/, '.d.ts')

function published({ folder, leaveOut = [], more = {} }: Package, manifest: Required<Manifest>): object {
  const { name, version, description, license, bin, dependencies } = manifest
  const at = (file: string) => `./${join(folder, file)}`
  const exports = Object.entries(manifest.exports).map(([path, file]): [string, object] => [
    path,
    { types: at(toTypes(file)), default: at(toJs(file)) },
  ])
  const needed = Object.entries(dependencies).filter(([dependency]) => !leaveOut.includes(dependency))
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines,
    bin: Object.fromEntries(Object.entries(bin).map(([command, file]) => [command, at(toJs(file))])),
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
    // The sources import `#….ts`; this leads to the compiled files.
    imports: { '#*.ts': './src/*.js' },
    dependencies: Object.fromEntries(needed),
    ...repositoryOf(process.env),
    ...more,
  }
}

/** Where the workflow of a release builds. The registry compares it with the provenance. */
function repositoryOf({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name }: NodeJS.ProcessEnv): object {
  return server && name ? { repository: { type: 'git', url: `git+${server}/${name}.git` } } : {}
}

/** The compiler's complaint that it leaves `#….ts` imports unchanged, which is what we want: see `imports` above. */
const expected = /error TS2877:/

function compile(files: readonly string[], target: string): void {
  const project = join(root, '.build/packages/tsconfig.json')
  const settings = {
    extends: '../../scripts/tsconfig.package.json',
    // Without the path, the compiler follows the link in node_modules and does not emit the files behind it.
    compilerOptions: { rootDir: root, outDir: target, paths: { 'tillside-preview': [previewTypes] } },
    files: files.map((file) => join(root, file)),
  }
  writeFileSync(project, JSON.stringify(settings))
  const { stdout, error } = spawnSync('tsc', ['-p', project, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: root,
    maxBuffer: 2 ** 28,
  })
  if (error) throw error
  const problems = stdout.split('\n').filter((line) => /error TS/.test(line) && !expected.test(line))
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

for (const one of packages) pack(one)
