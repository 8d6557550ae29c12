// Where the server puts the token of this start into a page, and the header in which the page sends it back.

export const tokenHeader = 'X-Preview-Token'
export const tokenMeta = 'preview-token'

/** Inserts the token into a built page. */
export const withToken = (html: string, token: string): string =>
  html.replace('<head>', `<head><meta name="${tokenMeta}" content="${token}">`)
