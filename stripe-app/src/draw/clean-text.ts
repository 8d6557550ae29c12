// Text from outside, made harmless to read: what is invisible or turns the direction of other text is taken out.
// Markup needs no care here, because everything is drawn as text.

const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** Removes hidden characters and folds white space. */
export function cleanText(text: string): string {
  return text
    .replace(/[\t\n\r]/g, ' ')
    .replace(hidden, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** Cuts an id in its middle: `pi_3QkZ…tY2b`. */
export function shortenId(id: string, max = 20): string {
  return id.length > max ? `${id.slice(0, 10)}…${id.slice(-4)}` : id
}

/** The address if it is plain https, else nothing: a `javascript:` address never becomes a link. */
export function safeHref(href: string): string | undefined {
  return /^https:\/\/[^/\\\s@]+(?:[/?#]|$)/i.test(href) ? href : undefined
}
