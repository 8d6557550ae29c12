// Returns one text for each subject. It is part of what Stripe signs for a request of the Stripe App.

import type { Subject } from './subject.ts'

/** `customer cus_…`: for cache keys, logs and audit entries. Addresses must not be logged: log only the kind. */
export const subjectKey = (subject: Subject): string =>
  subject.kind === 'email'
    ? `email ${subject.address.normalize('NFC').toLowerCase()}`
    : `${subject.kind} ${subject.id}`
