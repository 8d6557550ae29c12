// Where an object is drawn: among which others, in which version.

import type { Compartment } from '../store.ts'

export type Scene = { store: Compartment; version: string }
