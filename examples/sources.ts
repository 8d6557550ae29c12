// The in-house services of the sample company. Addresses and secrets come from the environment, as they would in production.

import { httpSource, sqlQuery, sqlSource } from 'tillside/config'
import { z } from 'zod'

const from = (name: string): string => process.env[name] ?? ''
const identity = (audience: string) =>
  ({ kind: 'jwt', algorithm: 'HS256', key: from('SERVICES_SECRET'), audience }) as const

export const orders = httpSource({
  name: 'orders',
  baseUrl: from('ORDERS_URL'),
  identity: identity('orders'),
  allow: [
    'GET /orders/by-invoice/:id',
    'GET /orders/by-customer/:id',
    'GET /returns/:id',
    'POST /returns/:id/approve',
    'PUT /refunds',
  ],
  passThrough: ['GET /returns/:id'],
})

export const features = httpSource({
  name: 'features',
  baseUrl: from('FEATURES_URL'),
  identity: identity('features'),
  allow: ['GET /plans/:id', 'PATCH /plans/:id/features'],
})

export const accessLog = httpSource({
  name: 'access-log',
  baseUrl: from('ACCESS_URL'),
  identity: identity('access'),
  allow: ['GET /customers/:id/access'],
  timeoutMs: 1500,
})

export const changeLog = sqlSource({
  name: 'change-log',
  url: from('CHANGES_URL'),
  queries: {
    ofCustomer: sqlQuery({
      sql: `select id, at, what, detail, by from changes
            where customer_id = :customer and at < :before order by at desc, id desc limit :count`,
      parameters: z.object({ customer: z.string(), before: z.int(), count: z.int().min(1).max(100) }),
      row: z.object({
        id: z.int(),
        at: z.coerce.number(),
        what: z.string(),
        detail: z.string(),
        by: z.string(),
      }),
    }),
  },
})
