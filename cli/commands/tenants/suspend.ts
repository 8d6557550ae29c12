// tillside tenants suspend: from the next request on, nothing is served to a company.

import type { Command } from 'commander'
import { changeState } from '../../tenant-state.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('suspend')
    .description('Stop serving a company: its sidebar, proxy lane and keys; nothing is lost.')
    .argument('<id>', 'its id, tnt_…')
    .action(async (id: string) => {
      if (!(await changeState(id, 'suspended'))) process.exitCode = 1
    })
