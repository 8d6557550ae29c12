// tillside key-link: Stripe's form for a restricted key with the boxes ticked. Works before any setting is right.

import { Option, type Command } from 'commander'
import type { Mode } from '#contract/billing.ts'
import { keyLink, neededPermissions, readFeatures } from '#permissions.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('key-link')
    .description('Print the address of Stripe’s form for a restricted key, with the boxes ticked.')
    .addOption(new Option('--live', 'for live mode alone').conflicts('test'))
    .option('--test', 'for test mode alone')
    .action(({ live, test }: { live?: boolean; test?: boolean }) =>
      printKeyLink(live ? ['live'] : test ? ['test'] : ['test', 'live']),
    )

/** Prints one address for each mode, then the boxes: Stripe ignores names it does not know without a word. */
function printKeyLink(modes: readonly Mode[]): void {
  const features = readFeatures(process.env)
  for (const mode of modes) {
    console.log(`${modes.length > 1 ? `${mode}  ` : ''}${keyLink({ mode, features })}`)
  }
  const rows = neededPermissions(features).map(({ label }) => label)
  console.log(
    `\nBefore you create the key, see that these stand at Read and nothing at Write: ${rows.join(', ')}.`,
  )
  console.log('Then check the key: tillside doctor')
}
