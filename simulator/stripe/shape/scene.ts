// The context an object is drawn in: the other objects, and the API version.

import type { Compartment } from '../store.ts'

export type Scene = { store: Compartment; version: string }
