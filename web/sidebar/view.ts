// What the sidebar's own screens are drawn with.

import type { Drawing } from '../ui/drawing.ts'
import type { TestPorts } from '../forms/connection-test.ts'
import type { FormsState } from './load-forms.ts'
import type { Sidebar } from './sidebar.ts'
import type { Words } from './words.ts'

export type View = {
  sidebar: Sidebar
  words: Words
  drawing: Drawing
  /** The second script. */
  forms: FormsState
  /** For what counts seconds; panels have their own, which changes once a minute. */
  nowMs: number
  /** Version of this build, for the menu. */
  build: string
  pageUrl: string
  testPorts: TestPorts
}
