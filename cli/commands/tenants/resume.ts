// tillside tenants resume: a suspended company is served again.

import type { Command } from 'commander'
import { changeState } from '../../tenant-state.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('resume')
    .description('Serve a suspended company again.')
    .argument('<id>', 'its id, tnt_…')
    .action(async (id: string) => {
      if (!(await changeState(id, 'active'))) process.exitCode = 1
    })
