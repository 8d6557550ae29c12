// The channel between the callback tab and the inbox.

/** Broadcast channel of this origin. */
export const callbackChannel = 'missive-callback'
