// Draws the last section: what identifies the customer, and the actions for the team.

import type { CustomerBilling } from '#contract/billing.ts'
import type { BlockOf, Field, Panel } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { dateOf, isoOf } from './moment.ts'
import { followUpTask, stateComment } from './team-actions.ts'

function fieldsOf({ customer, account }: CustomerBilling, { words }: Drawing): Field[] {
  const { fields } = words
  const created = dateOf(customer.createdAtMs)
  const texts = [
    [fields.email, foreign(customer.email, 320)],
    [fields.phone, foreign(customer.phone, 60)],
    [fields.note, foreign(customer.description, 1000)],
  ] as const
  const ids = [
    [fields.customer, idOf(customer.id)],
    [fields.account, idOf(customer.customerAccountId)],
    [fields.stripeAccount, foreign(account.name, 120) ?? idOf(account.accountId)],
  ] as const
  return [
    ...[...texts, ...ids].flatMap(([label, value]) => (value ? [{ label, value: [value] }] : [])),
    ...(created ? [{ label: fields.created, value: [created] }] : []),
  ]
}

/** Draws the section. */
export function drawDetails(
  billing: CustomerBilling,
  verdict: BlockOf<'verdict'>,
  alerts: BlockOf<'alert'>[],
  drawing: Drawing,
): Panel {
  return {
    id: 'details',
    title: drawing.words.sections.details,
    blocks: [
      { type: 'fields', fields: fieldsOf(billing, drawing) },
      {
        type: 'actions',
        actions: [stateComment(billing, verdict, alerts, drawing), followUpTask(billing, drawing)],
      },
    ],
    asOf: isoOf(billing.asOfMs),
  }
}
