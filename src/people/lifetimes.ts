// How long things last that let people in.

/** A session that is used. */
export const sessionMs = 14 * 86_400_000
/** How long after signing in nothing asks for another sign-in. */
export const freshMs = 600_000
/** A sign-in code. */
export const codeMs = 600_000
