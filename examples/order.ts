// The orders service's responses, as this company's panels and actions use them.

import { z } from 'zod'

const returnSchema = z.object({
  id: z.string(),
  state: z.enum(['requested', 'approved', 'refused']),
  requestedAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  words: z.string(),
  lines: z.array(z.int()),
  refund: z.object({ id: z.string(), amountMinor: z.int() }).nullable(),
  restock: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: z.iso.datetime().nullable(),
})
export type Return = z.infer<typeof returnSchema>

export const orderSchema = z.object({
  id: z.string(),
  invoiceId: z.string().nullable(),
  currency: z.string(),
  carrier: z.string(),
  parcel: z.string(),
  trackingUrl: z.url(),
  items: z.array(
    z.object({
      line: z.int(),
      name: z.string(),
      quantity: z.int(),
      amountMinor: z.int(),
      returnable: z.boolean(),
      reason: z.string().nullable(),
    }),
  ),
  movements: z.array(z.object({ at: z.iso.datetime(), state: z.string(), place: z.string() })),
  returns: z.array(returnSchema),
})
export type Order = z.infer<typeof orderSchema>
export const ordersSchema = z.object({ orders: z.array(orderSchema) })
export { returnSchema }

/** The return that waits for a decision. */
export const openReturn = ({ returns }: Order): Return | undefined =>
  returns.find(({ state }) => state === 'requested')
