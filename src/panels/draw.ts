// What others call: billing values in, panels out. Pure: the same values at the same time give the same panels.

export { drawChooser } from './chooser.ts'
export { drawCustomer, drawHit } from './customer.ts'
export type { View } from './drawing.ts'
export { drawNotFound } from './not-found.ts'
export { drawSearch } from './search.ts'
export { describeUnavailable, drawUnavailable } from './unavailable.ts'
