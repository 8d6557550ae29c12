// Reads a subscription schedule: the items of each phase.
// https://docs.stripe.com/api/subscription_schedules/object

import type { Schedule, SchedulePhase } from '#contract/billing.ts'
import { defined, idOf, integerOf, listOf, objectOf, type Raw, textOf, timeOf } from '../../api/raw.ts'
import { readPrice } from './price.ts'

function readPhaseItem(raw: Raw): SchedulePhase['items'][number] {
  // Without the expansion the price is only an id; before 2020 it was a plan.
  const named = raw['price'] ?? raw['plan']
  return defined({
    price: readPrice(objectOf(named) ?? { id: idOf(named) }),
    quantity: integerOf(raw['quantity']),
  })
}

function readPhase(raw: Raw): SchedulePhase {
  const items = listOf(raw['items'])
  return defined({
    startsAtMs: timeOf(raw['start_date']),
    endsAtMs: timeOf(raw['end_date']),
    currency: textOf(raw['currency'])?.toLowerCase(),
    items: (items.length > 0 ? items : listOf(raw['plans'])).map(readPhaseItem),
    discounts: listOf(raw['discounts']).length + (idOf(raw['coupon']) === undefined ? 0 : 1),
  })
}

/** `undefined` for anything that is not a schedule with an id. */
export function readSchedule(raw: Raw): Schedule | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  return defined({
    id,
    status: textOf(raw['status']) ?? 'unknown',
    subscriptionId: idOf(raw['subscription']),
    endBehavior: textOf(raw['end_behavior']) ?? textOf(raw['renewal_behavior']),
    phases: listOf(raw['phases']).map(readPhase),
  })
}
