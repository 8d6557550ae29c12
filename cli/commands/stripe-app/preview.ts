// tillside stripe-app preview <dir>: any Stripe App in a simulated Dashboard on this machine. No Stripe account, no upload.

import type { Command } from 'commander'
import { findPreviewPackage, needPreviewPackage } from '../../preview-package.ts'

export async function addTo(parent: Command): Promise<Command> {
  const command = parent.command('preview')
  const found = await findPreviewPackage()
  if (found) return found.asPreview(command)
  return command
    .description('Show any Stripe App in a simulated Dashboard. Needs the package tillside-preview.')
    .argument('[dir]', 'folder of the app')
    .allowUnknownOption()
    .action(async () => void (await needPreviewPackage()))
}
