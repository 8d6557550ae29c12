#!/usr/bin/env node
// tillside-preview <dir>: any Stripe App in a simulated Dashboard on this machine.

import { Command } from 'commander'
import { asPreview } from './command.ts'

/** What the packages that it builds on ask for. */
const nodeMin = '22.19'

if (process.versions.node.localeCompare(nodeMin, 'en', { numeric: true }) < 0) {
  console.error(`tillside-preview needs Node ${nodeMin} or newer. This is Node ${process.versions.node}.`)
  process.exit(2)
}

await asPreview(new Command('tillside-preview')).parseAsync()
