// Builds the page where people sign in to a hosted gateway, to dist/web/console/sign-in: after the console, which empties its folder.

import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vite'
import { consoleBuild, keepBudget, placeIcons } from '../vite.config.ts'

const budget = 16 * 1024

export default mergeConfig(
  consoleBuild,
  defineConfig({
    root: import.meta.dirname,
    base: '/console/sign-in/',
    build: { outDir: join(import.meta.dirname, '../../../dist/web/console/sign-in') },
    plugins: [placeIcons(), keepBudget('Sign-in script', budget)],
  }),
)
