// Everything that the sidebar's own screens need to draw.

import type { Drawing } from '../ui/drawing.ts'
import type { TestPorts } from './screens/setup/connection-test.ts'
import type { Sidebar } from './sidebar.ts'
import type { State } from './state.ts'
import type { Words } from './words.ts'

export type View = Sidebar & {
  state: State
  words: Words
  drawing: Drawing
  /** For countdowns and ages; the panels' own clock changes once a minute. */
  nowMs: number
  /** Version of this build, for the menu. */
  build: string
  pageUrl: string
  /** For the connection test, instead of the browser's own. */
  testPorts?: TestPorts
}
