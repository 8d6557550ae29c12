// What a suspended company hears, on the lane and elsewhere.

import { expect, test } from 'vitest'
import { GatewayError } from '#errors.ts'
import { drawRefusal } from '#proxy/refusal.ts'
import { planWordsFor } from '#words/words-for.ts'
import { bannerTable, suspensionTable } from './plan-state.ts'
import { assertWorks, refusalOfPlan } from './refusal.ts'

test('a plan that works refuses nothing', () => {
  expect(refusalOfPlan({ works: true, banner: { reason: 'payment_failed' } })).toBeUndefined()
  expect(() => assertWorks({ works: true }, 'en')).not.toThrow()
})

test('the lane answers 402 in Stripe’s shape while the plan is suspended', () => {
  const refusal = refusalOfPlan({ works: false, reason: 'trial_over' })
  if (!refusal) throw new Error('nothing was refused')
  const drawn = drawRefusal(refusal, 'req_1', [])
  expect([drawn.status, JSON.parse(drawn.body)]).toEqual([
    402,
    {
      error: {
        code: 'plan_suspended',
        message: 'The trial is over. Subscribe to go on.',
        type: 'invalid_request_error',
      },
    },
  ])
  expect(drawn.headers).toContain('plan_suspended')
})

test('elsewhere it is an error with a sentence for the person, in their language', () => {
  const thrown = () => assertWorks({ works: false, reason: 'unpaid' }, 'de-AT')
  expect(thrown).toThrow(GatewayError)
  expect(thrown).toThrow('Die Rechnung wurde nicht bezahlt.')
})

test('every reason has words in every language', () => {
  for (const locale of ['en', 'de', 'fr']) {
    const words = planWordsFor(locale)
    expect(Object.keys(words.suspended).toSorted()).toEqual(Object.keys(suspensionTable).toSorted())
    expect(Object.keys(words.banners).toSorted()).toEqual(Object.keys(bannerTable).toSorted())
  }
})
