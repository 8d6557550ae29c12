// The words of the sidebar: one JSON file per language, loaded as data. English sets the shape;
// a language that lacks a word, or writes it in another shape, does not compile (the gallery takes them all).

import type { PanelWords } from '../ui/panel-words.ts'
import type { Fault, Step } from './screens/setup/connection-test.ts'
import type { Failure } from './gateway.ts'
import type english from '#words/en/sidebar.json'

/** Every word on the screen that does not come with a panel. */
export type Words = PanelWords &
  Omit<typeof english, keyof PanelWords | 'steps' | 'faults' | 'failure'> & {
    steps: Record<Step, string>
    /** Headline and cure. */
    faults: Record<Fault, string[]>
    failure: Record<Failure['reason'], string[]>
  }
