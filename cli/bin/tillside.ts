#!/usr/bin/env node
// The command `tillside` in a checkout, for `npx tillside`. npm links it as the command of a workspace: if the package at the root named
// it, npx would install the whole checkout into its cache at each call.

import '../main.ts'
