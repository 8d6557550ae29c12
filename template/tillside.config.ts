// What your company adds to the conversation: panels and actions. Every start and every change is checked.

import { defineConfig } from 'tillside/config'
import { refundPayment } from './actions/refund-payment.ts'
import { customerSince } from './panels/customer-since.ts'

export default defineConfig({
  panels: [customerSince],
  actions: [refundPayment],
})
