// Applies the inbox's theme to the iframe's page. Only through CSSOM, because a page with a strict policy allows no <style>.

import { parseTheme } from '../protocol.ts'
import type { Theme } from '../protocol.ts'

/** Sets `data-theme` and the `--missive-*` variables on the root element, and removes variables of the previous theme. */
export function wearTheme(theme: Theme): void {
  const root = document.documentElement
  root.dataset['theme'] = theme.name
  const old = Array.from(root.style).filter((name) => name.startsWith('--missive-'))
  for (const name of old) if (!(name in theme.variables)) root.style.removeProperty(name)
  for (const [name, value] of Object.entries(theme.variables)) root.style.setProperty(name, value)
}

/** The theme that the inbox wrote into the frame's name, so that the first paint already has it. */
export function themeFromFrameName(name: string): Theme | undefined {
  try {
    return parseTheme(JSON.parse(name))
  } catch {
    return undefined
  }
}
