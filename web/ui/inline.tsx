// A line of text with values in it. Uses text nodes only, so a name that looks like markup stays a name.

import type { Inline, InlineValue } from '#contract/panel.ts'
import { formatMoney } from '#contract/money.ts'
import type { ComponentChildren } from 'preact'
import { cleanText, safeHref } from '#contract/clean-text.ts'
import { shortenId } from './shorten-id.ts'
import { drawCopy } from './copy-button.tsx'
import type { Drawing } from './drawing.ts'
import { type DateStyle, formatDate } from './format-date.ts'
import { sayPer } from './panel-words.ts'

/** A time as a `<time>` element with the absolute time in its title. */
export function drawTime(at: string, style: DateStyle, drawing: Drawing) {
  const exact = style === 'month' || style === 'weekday' ? 'date' : 'long'
  return (
    <time datetime={at} title={formatDate(at, exact, drawing)}>
      {formatDate(at, style, drawing)}
    </time>
  )
}

/** Marks where the search text occurs. */
function drawMarked(text: string, { mark }: Drawing): ComponentChildren {
  const at = mark ? text.toLowerCase().indexOf(mark.toLowerCase()) : -1
  if (!mark || at < 0) return text
  const end = at + mark.length
  return [text.slice(0, at), <mark>{text.slice(at, end)}</mark>, text.slice(end)]
}

/** A text that can be copied; `shown` is its shortened form. */
export function drawCopyable(text: string, drawing: Drawing, shown = text) {
  return (
    <span class="ts-id ts-mono">
      <span title={text}>{drawMarked(shown, drawing)}</span>
      {drawCopy(text, drawing)}
    </span>
  )
}

/** A link that the host opens; plain text if its address is not https. */
export function drawLink(
  href: string,
  children: ComponentChildren,
  drawing: Drawing,
  { look, label }: { look?: string; label?: string } = {},
) {
  const safe = safeHref(href)
  if (!safe) return <span class={look}>{children}</span>
  const open = (event: Event) => {
    event.preventDefault()
    drawing.host.run({ kind: 'open', label: '', href: safe })
  }
  return (
    <a class={look} href={safe} target="_blank" rel="noreferrer" title={label} onClick={open}>
      {children}
    </a>
  )
}

function drawValue(value: InlineValue, drawing: Drawing, short: boolean): ComponentChildren {
  switch (value.type) {
    case 'money': {
      const text = formatMoney(value, drawing.locale)
      return (
        <span class="ts-money">
          {value.struck ? <s>{text}</s> : text}
          {value.per && <span class="ts-per"> {sayPer(drawing.words, value.per, short)}</span>}
        </span>
      )
    }
    case 'date':
      return drawTime(value.at, value.style, drawing)
    case 'id':
      return drawCopyable(value.id, drawing, shortenId(value.id))
    case 'link':
      return drawLink(value.href, value.text, drawing)
    default: {
      const text = cleanText(value.text)
      const children = drawMarked(text, drawing)
      if (value.type === 'foreign') {
        return <bdi class={value.strong ? 'ts-strong' : ''} title={text} children={children} />
      }
      const status = value.type === 'muted' ? 'muted' : (value.status ?? '')
      return <span class={`ts-${value.type} ts-${status}`} children={children} />
    }
  }
}

const partsOf = (value: Inline) => (typeof value === 'string' ? [value] : value)

/** Draws a line, or nothing if it is undefined. `short` writes `/ mo` instead of `/ month`. */
export function drawInline(value: Inline | undefined, drawing: Drawing, short = false): ComponentChildren {
  return (
    value &&
    partsOf(value).map((part) =>
      typeof part === 'string' ? drawMarked(part, drawing) : drawValue(part, drawing, short),
    )
  )
}

/** Draws the line in its own element, or nothing if it is undefined. */
export function drawLine(look: string, value: Inline | undefined, drawing: Drawing, short = false) {
  return value === undefined ? null : <span class={look}>{drawInline(value, drawing, short)}</span>
}

/** The line as plain text, for titles, button names and comments. */
export function plainText(value: Inline, drawing: Drawing): string {
  return partsOf(value)
    .map((part) => (typeof part === 'string' ? part : plainValue(part, drawing)))
    .join('')
}

function plainValue(value: InlineValue, drawing: Drawing): string {
  switch (value.type) {
    case 'money':
      return (
        formatMoney(value, drawing.locale) + (value.per ? ` ${sayPer(drawing.words, value.per, false)}` : '')
      )
    case 'date':
      return formatDate(value.at, value.style, drawing)
    case 'id':
      return value.id
    default:
      return cleanText(value.text)
  }
}
