// Finds the order that a panel or an action is about: the invoice's order, or for a customer the one with an open return, else the
// newest with a return, else the newest.

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
  const { orders: all } = found
  return all.find((order) => openReturn(order)) ?? all.find(({ returns }) => returns.length > 0) ?? all[0]
}
