// The name under which the callback tab and the inbox find each other.

/** Broadcast channel of this origin. */
export const callbackChannel = 'missive-callback'
