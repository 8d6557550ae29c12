// In the place of tillside.config.ts where there is none.

import { defineConfig } from 'tillside/config'

export default defineConfig({})
