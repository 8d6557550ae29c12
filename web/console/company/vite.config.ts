// Builds a company's page of a hosted gateway, to dist/web/console/company: after the console, which empties its folder.

import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vite'
import { consoleBuild, keepBudget, placeIcons } from '../vite.config.ts'

const budget = 20 * 1024

export default mergeConfig(
  consoleBuild,
  defineConfig({
    root: import.meta.dirname,
    base: '/console/company/',
    build: { outDir: join(import.meta.dirname, '../../../dist/web/console/company') },
    plugins: [placeIcons(), keepBudget('Company script', budget)],
  }),
)
