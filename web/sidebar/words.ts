// The words of the sidebar: one JSON file per language, loaded as data. English defines the shape;
// a language that lacks a word, or has it in another shape, does not compile (the gallery imports all of them).

import type { PanelWords } from '../ui/panel-words.ts'
import type { Fault, Step } from './screens/setup/connection-test.ts'
import type { Failure } from './gateway.ts'
import type english from '#words/en/sidebar.json'

/** All words on screen that are not part of a panel. */
export type Words = PanelWords &
  Omit<typeof english, keyof PanelWords | 'steps' | 'faults' | 'failure'> & {
    steps: Record<Step, string>
    /** Headline and remedy. */
    faults: Record<Fault, string[]>
    failure: Record<Failure['reason'], string[]>
  }
