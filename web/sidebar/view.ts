// What the sidebar's own screens are drawn with.

import type { Drawing } from '../ui/drawing.ts'
import type { TestPorts } from './connection-test.ts'
import type { Sidebar } from './sidebar.ts'
import type { Words } from './words.ts'

export type View = {
  sidebar: Sidebar
  words: Words
  drawing: Drawing
  /** For what counts seconds; panels have their own, which changes once a minute. */
  nowMs: number
  /** Version of this build, for the menu. */
  build: string
  pageUrl: string
  testPorts: TestPorts
}
