// Which order a panel or an action is about: an invoice's own, or a customer's newest with something to decide.

import type { HttpCalls, SubjectOf } from 'tillside/config'
import { openReturn, ordersSchema, orderSchema, type Order } from './order.ts'

type Subject = SubjectOf<'invoice'> | SubjectOf<'customer'>

export async function findOrder(orders: HttpCalls, subject: Subject): Promise<Order | undefined> {
  if (subject.kind === 'invoice') {
    return orders.find('/orders/by-invoice/:id', orderSchema, { params: { id: subject.id } })
  }
  const found = await orders.get('/orders/by-customer/:id', ordersSchema, {
    params: { id: subject.id },
    query: { limit: 10 },
  })
  return found.orders.find((order) => openReturn(order) !== undefined) ?? found.orders[0]
}
