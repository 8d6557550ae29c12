// Draws charges, intents and credit notes in the requested version.

import { toJson, type JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { changes, isBefore } from '../versions.ts'
import type { Scene } from './scene.ts'
import { newestFirst, subList } from './sub-list.ts'

/** The refunds of a charge: always included before 2022-11-15, only when expanded since. */
export const drawRefunds = (chargeId: string, { store }: Scene): JsonObject =>
  subList(
    `/v1/charges/${chargeId}/refunds`,
    newestFirst(store.related('refund', 'charge', chargeId)).map((refund) => toJson(refund)),
  )

const invoiceOf = (intentId: string | null, { store }: Scene): string | null => {
  const payment = store.all('invoice_payment').find((each) => each.payment.payment_intent === intentId)
  return intentId !== null && typeof payment?.invoice === 'string' ? payment.invoice : null
}

/** A charge. */
export function drawCharge(charge: Tables['charge'], scene: Scene): JsonObject {
  const json = toJson(charge)
  if (isBefore(scene.version, changes.basil)) {
    json['invoice'] = invoiceOf(
      typeof charge.payment_intent === 'string' ? charge.payment_intent : null,
      scene,
    )
  }
  if (isBefore(scene.version, changes.latestCharge)) json['refunds'] = drawRefunds(charge.id, scene)
  return json
}

/** An intent: with the list of its charges before 2022-11-15, with the latest one since. */
export function drawIntent(intent: Tables['payment_intent'], scene: Scene): JsonObject {
  const json = toJson(intent)
  if (isBefore(scene.version, changes.newest)) {
    for (const field of [
      'payment_record',
      'managed_payments',
      'customer_account',
      'allowed_payment_method_types',
    ]) {
      delete json[field]
    }
  }
  if (isBefore(scene.version, changes.basil)) json['invoice'] = invoiceOf(intent.id, scene)
  if (!isBefore(scene.version, changes.latestCharge)) return json
  const { latest_charge: latest, ...old } = json
  void latest
  const charges = newestFirst(scene.store.related('charge', 'payment_intent', intent.id))
  return {
    ...old,
    charges: subList(
      `/v1/charges?payment_intent=${intent.id}`,
      charges.map((charge) => drawCharge(charge, scene)),
    ),
  }
}

/** A credit note: one `refund` before 2025-03-31, a list of them since. */
export function drawCreditNote(note: Tables['credit_note'], { version }: Scene): JsonObject {
  const json = toJson(note)
  if (!isBefore(version, changes.basil)) return json
  const { refunds, total_taxes: taxes, ...old } = json
  void [refunds, taxes]
  const refund = note.refunds[0]?.refund
  return { ...old, refund: typeof refund === 'string' ? refund : null, tax_amounts: [] }
}
