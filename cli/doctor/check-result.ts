// One finding of the doctor.

/** `warn`: it works, but needs attention. */
export type CheckResult = { state: 'ok' | 'warn' | 'bad'; what: string; detail: string }
