// Makes text from outside safe to display: removes characters that are invisible or change the direction of other text. Markup needs no
// treatment, because every surface draws text as text.

/** Control characters, zero-width marks, direction marks and overrides. Joiners are kept: emoji and Persian need them. */
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

/** Returns the address if it is plain https: a `javascript:` address never becomes a link. */
export function safeHref(href: string): string | undefined {
  return /^https:\/\/[^/\\\s@]+(?:[/?#]|$)/i.test(href) ? href : undefined
}
