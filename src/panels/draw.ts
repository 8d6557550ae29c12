// The entry points of this folder: billing values in, panels out. Pure: the same values at the same time give the same panels.

export { drawChooser } from './chooser.ts'
export { drawCustomer, drawHit } from './customer.ts'
export type { View } from './drawing.ts'
export { drawNotFound } from './not-found.ts'
export {
  changesOthers,
  drawClosedSections,
  drawOnDemand,
  drawUnreadSection,
  findSection,
} from './on-demand/draw.ts'
export { drawSearch } from './search.ts'
export { describeUnavailable, drawUnavailable } from './unavailable.ts'
