// tillside preview: starts the preview world, whatever the settings are.

import type { Command } from 'commander'
import { startPreview } from '../preview/world.ts'
import { runInOrder } from '../run-in-order.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('preview')
    .description('Start the preview world: a simulated inbox and a simulated Stripe. No account, no network.')
    .action(() => runInOrder(() => startPreview(process.env)))
