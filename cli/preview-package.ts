// `tillside-preview`: the package with the simulated Dashboard. An installation for production leaves it out.

import { ConfigError } from '#config.ts'

type PreviewPackage = typeof import('tillside-preview')

/** `undefined` when it is not installed. */
export async function findPreviewPackage(): Promise<PreviewPackage | undefined> {
  try {
    return await import('tillside-preview')
  } catch (error) {
    const isMissing =
      error instanceof Error &&
      'code' in error &&
      error.code === 'ERR_MODULE_NOT_FOUND' &&
      error.message.includes("'tillside-preview'")
    if (isMissing) return undefined
    throw error
  }
}

/** Throws a ConfigError that says how to install it. */
export async function needPreviewPackage(): Promise<PreviewPackage> {
  const found = await findPreviewPackage()
  if (found) return found
  throw new ConfigError([
    'tillside-preview: not installed. It holds the simulated Dashboard: npm install --save-dev tillside-preview',
  ])
}
