// Run by `npm version` between the new version in package.json and the commit: cuts the changelog, and gives the second package and the
// images of the deployment the same version.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cutRelease } from './changelog.ts'

const root = join(import.meta.dirname, '..')
const { npm_new_version: version = '', npm_old_version: before = '' } = process.env
if (version === '' || before === '') throw new Error('Run: npm version <patch, minor, major or a version>')

/** Changes a file, and stages it for the commit of `npm version`. */
function change(file: string, edit: (text: string) => string): void {
  const text = readFileSync(join(root, file), 'utf8')
  const edited = edit(text)
  // The first release keeps the version that the files have.
  if (edited === text && version !== before) throw new Error(`${file} does not name ${before}.`)
  writeFileSync(join(root, file), edited)
  execFileSync('git', ['add', file], { cwd: root })
}

const own = `"version": "${before}"`
const withNewVersion = (text: string) => text.replace(own, own.replace(before, version))
const withNewImage = (text: string) => text.replace(`tillside:${before}`, `tillside:${version}`)

const date = new Date().toISOString().slice(0, 10)
change('CHANGELOG.md', (text) => cutRelease(text, { version, date }))
change('dashboard/package.json', withNewVersion)
change('package-lock.json', (text) =>
  text.replace(
    /("dashboard": \{\s+"name": "tillside-preview",\s+)("version": "[^"]+")/,
    `$1"version": "${version}"`,
  ),
)
for (const file of ['compose.yaml', 'deploy/kubernetes.yaml']) change(file, withNewImage)
