// Separate from the schemas of console.ts, so that the page need not load them.

/** Sent with every request. Another origin's page could only add it after a preflight, which is never allowed. */
export const consoleHeader = 'Tillside-Console'
