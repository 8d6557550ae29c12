// The modules that a bundle expects from the sandbox: React and the remote reconciler, through a global `require`. There must
// be exactly one of each, shared by the bundle, its SDK and this sandbox; with two, hooks fail with "Invalid hook call".

import * as remoteReact from '@remote-ui/react'
import React from 'react'
import * as jsxDevRuntime from 'react/jsx-dev-runtime'
import * as jsxRuntime from 'react/jsx-runtime'

const modules: Record<string, unknown> = {
  react: React,
  'react/jsx-runtime': jsxRuntime,
  'react/jsx-dev-runtime': jsxDevRuntime,
  '@remote-ui/react': remoteReact,
}

/** Replaces the Dashboard's `require`. */
export function requireModule(id: string): unknown {
  if (Object.hasOwn(modules, id)) return modules[id]
  throw new Error(
    `The bundle requires the module "${id}", which the Dashboard does not provide. It must be part of the bundle.`,
  )
}
