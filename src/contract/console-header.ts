// Apart from the schemas of console.ts, so that the page need not load them.

/** Sent with every request: a page of others cannot add it without being asked first, and nobody is ever answered that question. */
export const consoleHeader = 'Tillside-Console'
