// The default in place of tillside.config.ts.

import { defineConfig } from 'tillside/config'

export default defineConfig({})
