// Where a page of the preview puts the token of this start, and where it finds it.

export const tokenHeader = 'X-Preview-Token'
export const tokenMeta = 'preview-token'

/** Puts the token into a built page, for the page to find. */
export const withToken = (html: string, token: string): string =>
  html.replace('<head>', `<head><meta name="${tokenMeta}" content="${token}">`)
