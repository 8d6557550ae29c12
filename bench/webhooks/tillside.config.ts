// One handler that wants every event and does nothing with it: what is measured is the gateway's own work.

import { defineConfig, defineHandler } from 'tillside/config'

export default defineConfig({
  handlers: [defineHandler({ id: 'bench', events: ['*'], handle: async () => undefined })],
})
