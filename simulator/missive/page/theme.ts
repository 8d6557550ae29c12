// Dresses the iframe's page in the inbox's theme. Only through CSSOM: a page with a strict policy allows no <style> of ours.

import { parseTheme } from '../protocol.ts'
import type { Theme } from '../protocol.ts'

/** Sets `data-theme` and the `--missive-*` variables on the root element, and forgets those no longer given. */
export function wearTheme(theme: Theme): void {
  const root = document.documentElement
  root.dataset['theme'] = theme.name
  const old = Array.from(root.style).filter((name) => name.startsWith('--missive-'))
  for (const name of old) if (!(name in theme.variables)) root.style.removeProperty(name)
  for (const [name, value] of Object.entries(theme.variables)) root.style.setProperty(name, value)
}

/** The theme the inbox wrote into the frame's name, so that the first paint already wears it. */
export function themeFromFrameName(name: string): Theme | undefined {
  try {
    return parseTheme(JSON.parse(name))
  } catch {
    return undefined
  }
}
