// tillside key-link: Stripe's form for a restricted key with the boxes ticked. Works even while settings are missing or invalid.

import { Option, type Command } from 'commander'
import type { Mode } from '#contract/billing.ts'
import { keyLink, neededPermissions, readFeatures } from '#permissions.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('key-link')
    .description('Print the address of Stripe’s form for a restricted key, with the boxes ticked.')
    .addOption(new Option('--live', 'only for live mode').conflicts('test'))
    .option('--test', 'only for test mode')
    .action(({ live, test }: { live?: boolean; test?: boolean }) =>
      printKeyLink(live ? ['live'] : test ? ['test'] : ['test', 'live']),
    )

/** Prints one address for each mode, then the boxes to check: Stripe silently ignores names it does not know. */
function printKeyLink(modes: readonly Mode[]): void {
  const features = readFeatures(process.env)
  for (const mode of modes) {
    console.log(`${modes.length > 1 ? `${mode}  ` : ''}${keyLink({ mode, features })}`)
  }
  const rows = neededPermissions(features).map(({ label }) => label)
  console.log(
    `\nBefore you create the key, check that these are set to Read and nothing to Write: ${rows.join(', ')}.`,
  )
  console.log('Then check the key: tillside doctor')
}
