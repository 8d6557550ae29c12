// Opens the relay on Node.

import type { Worker } from '#jobs/worker.ts'
import { createDeliveryWorker, type DeliveryWorkerDeps } from '#relay/worker.ts'
import { openOutside, type OutsideOptions } from './open-outside.ts'

export type RelayDeps = Omit<DeliveryWorkerDeps, 'fetchOutside'> & OutsideOptions

export function openRelay(deps: RelayDeps): { deliveries: Worker; close: () => Promise<void> } {
  const { fetchOutside, close } = openOutside(deps)
  return { deliveries: createDeliveryWorker({ ...deps, fetchOutside }), close }
}
