// The two themes of the simulated inbox, as the `--missive-*` variables that Missive passes to an iframe.

import type { Theme } from '../../missive/protocol.ts'
import type { ThemeName } from './world-state.ts'

const light = {
  '--missive-background-color': '#ffffff',
  '--missive-conversation-list-background-color': '#f6f7f8',
  '--missive-text-color': '#1b2427',
  '--missive-text-color-a': '#0b1214',
  '--missive-text-color-b': '#536067',
  '--missive-text-color-c': '#6a777d',
  '--missive-text-color-d': '#8a979d',
  '--missive-text-color-e': '#c5cdd0',
  '--missive-light-text-color': '#6a777d',
  '--missive-light-border-color': '#e1e6e8',
  '--missive-blue-color': '#2f7de1',
  '--missive-red-color': '#d92d20',
  '--missive-border-radius': '7px',
}

const dark: typeof light = {
  '--missive-background-color': '#171b1d',
  '--missive-conversation-list-background-color': '#1e2325',
  '--missive-text-color': '#e4eaeb',
  '--missive-text-color-a': '#ffffff',
  '--missive-text-color-b': '#a5b1b6',
  '--missive-text-color-c': '#98a5aa',
  '--missive-text-color-d': '#717d82',
  '--missive-text-color-e': '#465055',
  '--missive-light-text-color': '#98a5aa',
  '--missive-light-border-color': '#2d3538',
  '--missive-blue-color': '#5aa2ff',
  '--missive-red-color': '#ff6f61',
  '--missive-border-radius': '7px',
}

/** The theme as it is sent to the iframe. */
export const themeFor = (name: ThemeName): Theme => ({ name, variables: name === 'dark' ? dark : light })
