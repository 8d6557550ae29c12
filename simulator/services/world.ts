// The data that the sample services are seeded from: a few facts of the simulated Stripe, so that both sides agree.

export type InvoiceFact = {
  id: string
  customerId: string
  createdMs: number
  currency: string
  amountPaid: number
  /** `KC-…`, if the invoice names one. */
  order?: string
  lines: { description: string; quantity: number; amount: number }[]
}

export type CustomerFact = { id: string; name: string; email: string; createdMs: number }
type ProductFact = { id: string; name: string; isPlan: boolean; customers: number }

export type WorldFacts = {
  nowMs: number
  invoices: readonly InvoiceFact[]
  customers: readonly CustomerFact[]
  products: readonly ProductFact[]
}

const hourMs = 3_600_000
export const hours = (count: number): number => count * hourMs
export const days = (count: number): number => count * 24 * hourMs

/** A small number derived from a text: it varies the seeds, but is the same in every run. */
export function numberOf(text: string, below: number): number {
  let state = 2166136261
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16777619) >>> 0
  }
  return state % below
}
