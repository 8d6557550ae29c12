// What the gateway says around in-house panels, in English: why one could not be drawn, who may do what.

import type { SourceFault } from '#definitions/source-error.ts'

export type ExtensionWords = {
  /** By fault; `who` is the service as people call it. */
  source: Readonly<Record<SourceFault, (who: string) => string>>
  late: string
  failed: string
  invalid: string
  gone: string
  request: string
  tryAgain: string
  needsRole: (roles: readonly string[]) => string
  nobody: string
}

export const extensions: ExtensionWords = {
  source: {
    timeout: (who) => `${who} did not answer in time`,
    unreachable: (who) => `${who} cannot be reached`,
    circuit_open: (who) => `${who} failed several times; trying again in a moment`,
    refused: (who) => `${who} does not allow access to this`,
    not_found: (who) => `${who} has no record of this`,
    rejected: (who) => `${who} did not accept the request`,
    failed: (who) => `${who} failed`,
    answer_invalid: (who) => `${who} sent an unexpected response`,
    not_declared: (who) => `This panel asks ${who} for something that is not allowed in tillside.config.ts`,
  },
  late: 'This panel did not answer in time',
  failed: 'This panel failed',
  invalid: 'This panel returned something that cannot be shown',
  gone: 'This no longer exists in Stripe',
  request: 'Request ',
  tryAgain: 'Try again',
  needsRole: (roles) => `Needs the role ${roles.join(' or ')}`,
  nobody: 'Nobody has the role for this',
}
