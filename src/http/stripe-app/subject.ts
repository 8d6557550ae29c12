// The subject of a signed request.

import type { Subject } from '#contract/subject.ts'

/** The subject without an account: a named account would be an unsigned way to another one than the signed one. */
export function withoutAccount<S extends Subject>(subject: S): S {
  const { account: _account, ...rest } = subject
  return rest as S
}
