// The subject of a signed request.

import type { Subject } from '#contract/subject.ts'

/** Removes the account from the subject: it could name another account than the signed one. */
export function withoutAccount<S extends Subject>(subject: S): S {
  const { account: _account, ...rest } = subject
  return rest as S
}
