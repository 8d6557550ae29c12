// A program that fails by itself, outside of any function of a configuration.

import { runInOrder } from '../../cli/run-in-order.ts'

await runInOrder(async () => ({ close: async () => void process.stdout.write('stopped in order\n') }))
setInterval(() => undefined, 1000)
setTimeout(() => {
  throw new Error('ours')
}, 1)
