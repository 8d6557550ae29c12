// How long the functions of a configuration may take where nothing else is written.

export const panelDeadlineMs = 5000
/** For one attempt of a handler. */
export const handlerTimeoutMs = 120_000
