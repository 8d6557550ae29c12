// Worked examples: three panels with their actions (shipping and returns, plan features, account activity), a handler of events,
// a schedule, and an endpoint that events are relayed to. `npm start` runs them against simulated services.

import { defineConfig, defineSignIn } from 'tillside/config'
import { accountActivity } from './account-activity.ts'
import { approveReturn } from './approve-return.ts'
import { paymentFailed } from './payment-failed.ts'
import { changePlanFeatures, planFeatures } from './plan-features.ts'
import { refundsEndpoint, tellRefunds } from './refunds-to-orders.ts'
import { shipping } from './shipping.ts'

const crm = process.env['CRM_URL'] ?? ''
const returnUrl = process.env['APP_RETURN_URL'] ?? 'https://dashboard.stripe.com/'

/** Each person signs in to the CRM with their own account; the tokens are stored sealed in the gateway. */
const crmSignIn = defineSignIn({
  id: 'crm',
  title: 'Kelpie CRM',
  authorizeUrl: `${crm}/authorize`,
  tokenUrl: `${crm}/token`,
  revokeUrl: `${crm}/revoke`,
  accountUrl: `${crm}/account`,
  clientId: process.env['CRM_CLIENT_ID'] ?? '',
  scopes: ['contacts.read'],
  redirectUrls: {
    live: `${returnUrl}apps-oauth/com.tillside.panels`,
    test: `${returnUrl}test/apps-oauth/com.tillside.panels`,
  },
  keep: 'gateway',
})

export default defineConfig({
  panels: [shipping, accountActivity, planFeatures],
  actions: [approveReturn, changePlanFeatures],
  handlers: [paymentFailed],
  schedules: [tellRefunds],
  endpoints: refundsEndpoint(process.env['ORDERS_WEBHOOK_SECRET']),
  signIns: [crmSignIn],
  // The sidebar cannot prove roles: this company lets everybody with a connection approve returns.
  sidebarRoles: ['support_specialist'],
})
