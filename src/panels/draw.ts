// What others call: billing values in, panels out. Pure: the same values at the same time give the same panels.

export { drawCustomer, drawHit } from './customer.ts'
export type { View } from './drawing.ts'
export { describeUnavailable, drawUnavailable } from './unavailable.ts'
