// Prints the lines of the changelog for the version in package.json.

import { readFileSync } from 'node:fs'
import manifest from '../package.json' with { type: 'json' }
import { notesOf } from './changelog.ts'

console.log(notesOf(readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8'), manifest.version))
