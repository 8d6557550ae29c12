import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'

const noteOf = (payments: ReturnType<typeof f.payment>[]) =>
  drawCustomer(f.billing({ payments }), f.view).find(({ id }) => id === 'payments')?.note

test('a refund that failed is said by the closed section, although every payment succeeded', () => {
  expect(noteOf([f.payment()])).toEqual({ text: 'all succeeded' })
  expect(noteOf([f.payment({ refunds: [f.refund({ status: 'failed' })] })])).toEqual({
    status: 'bad',
    text: '1 refund failed',
  })
})
