// A program that fails in its own code, outside the functions of a configuration.

import { runInOrder } from '../../cli/run-in-order.ts'

await runInOrder(async () => ({ close: async () => void process.stdout.write('stopped in order\n') }))
setInterval(() => undefined, 1000)
setTimeout(() => {
  throw new Error('ours')
}, 1)
