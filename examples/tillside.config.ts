// Three worked examples: shipping and returns, plan features, account activity. `npm start` runs them against simulated services.

import { defineConfig } from 'tillside/config'
import { accountActivity } from './account-activity.ts'
import { approveReturn } from './approve-return.ts'
import { changePlanFeatures, planFeatures } from './plan-features.ts'
import { shipping } from './shipping.ts'

export default defineConfig({
  panels: [shipping, accountActivity, planFeatures],
  actions: [approveReturn, changePlanFeatures],
  // The sidebar cannot prove roles: this company lets everybody who has its connection approve returns.
  sidebarRoles: ['support_specialist'],
})
