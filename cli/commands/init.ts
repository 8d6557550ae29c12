// tillside init: writes a small repository of your own, with a configuration, a panel, an action and their test.

import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import template from '../../template/manifest.json' with { type: 'json' }
import { WrongCallError } from '../explain.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('init')
    .description('Write a repository of your own: a configuration, a panel, an action, their test.')
    .argument('[folder]', 'where; it may hold a package.json, and nothing that would be overwritten', '.')
    .action((folder: string) => init(resolve(folder)))

const templateFolder = join(import.meta.dirname, '../../template')

/** Becomes the package.json. In the template it has another name, so that imports there find this package. */
const manifestFile = 'manifest.json'

/** Names that npm would leave out of a package, or rename. */
const dotted = ['gitignore', 'dockerignore', 'env.example', 'github']

function init(folder: string): void {
  const taken = readdirSync(templateFolder)
    .filter((name) => name !== manifestFile)
    .map((name) => (dotted.includes(name) ? `.${name}` : name))
    .filter((name) => existsSync(join(folder, name)))
  if (taken.length > 0)
    throw new WrongCallError(`${folder} holds ${taken.join(', ')} already: choose an empty folder.`)
  mkdirSync(folder, { recursive: true })
  cpSync(templateFolder, folder, { recursive: true, filter: (path) => basename(path) !== manifestFile })
  for (const name of dotted) renameSync(join(folder, name), join(folder, `.${name}`))
  const hasManifest = existsSync(join(folder, 'package.json'))
  if (!hasManifest)
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageOf(folder), null, 2)}\n`)
  const where = relative('.', folder)
  console.log(
    [
      `Written to ${folder}.`,
      '',
      ...(where === '' ? [] : [`  cd ${where}`]),
      ...(hasManifest
        ? ['  npm install tillside zod', '  npm install --save-dev tillside-preview typescript @types/node']
        : ['  npm install']),
      `  npm test${hasManifest ? '             # with "test": "node --test" in package.json' : ''}`,
      '  npx tillside preview',
    ].join('\n'),
  )
}

/** The template's manifest with the folder's name, and both packages as they are released together. */
function packageOf(folder: string): object {
  const { dependencies, devDependencies, ...rest } = template
  return {
    name: basename(folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-'),
    ...rest,
    dependencies: { tillside: `^${manifest.version}`, ...dependencies },
    devDependencies: { ...devDependencies, 'tillside-preview': `^${manifest.version}` },
  }
}
