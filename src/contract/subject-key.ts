// One text for each subject. It is part of what Stripe signs for a request of the Stripe App.

import type { Subject } from './subject.ts'

/** `customer cus_…`: one text for cache keys, logs and audit rows. An address is never logged: use the kind alone. */
export const subjectKey = (subject: Subject): string =>
  subject.kind === 'email'
    ? `email ${subject.address.normalize('NFC').toLowerCase()}`
    : `${subject.kind} ${subject.id}`
