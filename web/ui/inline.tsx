// One line of words with values in it. Only text nodes: a name that looks like markup stays a name.

import type { Inline, InlineValue } from '#contract/panel.ts'
import { formatMoney } from '#contract/money.ts'
import type { ComponentChildren } from 'preact'
import { cleanText, safeHref, shortenId } from './clean-text.ts'
import { CopyButton } from './copy-button.tsx'
import type { Drawing } from './drawing.ts'
import { type DateStyle, formatDate } from './format-date.ts'
import { sayPer } from './panel-words.ts'

/** A time as `<time>`, the absolute one in its title. */
export function Time({
  at,
  style,
  drawing,
  class: extra,
}: {
  at: string
  style: DateStyle
  drawing: Drawing
  class?: string
}) {
  const exact = style === 'month' || style === 'weekday' ? 'dateYear' : 'long'
  return (
    <time
      class={extra}
      datetime={at}
      title={exact === 'long' ? formatDate(at, 'long', drawing) : formatDate(at, 'date', drawing)}
    >
      {formatDate(at, style, drawing)}
    </time>
  )
}

function Money({
  value,
  drawing,
  short,
}: {
  value: InlineValue & { type: 'money' }
  drawing: Drawing
  short: boolean
}) {
  const text = formatMoney(value, drawing.locale)
  return (
    <span class="ts-money">
      {value.struck ? <s>{text}</s> : text}
      {value.per && <span class="ts-per"> {sayPer(drawing.words, value.per, short)}</span>}
    </span>
  )
}

/** Marks where the search text occurs. */
function marked(text: string, mark: string | undefined): ComponentChildren {
  const at = mark ? text.toLowerCase().indexOf(mark.toLowerCase()) : -1
  if (!mark || at < 0) return text
  const end = at + mark.length
  return [text.slice(0, at), <mark>{text.slice(at, end)}</mark>, text.slice(end)]
}

/** An id in monospace, shortened in its middle, with a copy button that has a name. */
function Id({ id, drawing }: { id: string; drawing: Drawing }) {
  return (
    <span class="ts-id ts-mono">
      <span title={id}>{marked(shortenId(id), drawing.mark)}</span>
      <CopyButton text={id} drawing={drawing} />
    </span>
  )
}

/** A link that the host opens; a plain text when its address is not https. */
export function Link({
  href,
  children,
  drawing,
  class: extra,
  label,
}: {
  href: string
  children: ComponentChildren
  drawing: Drawing
  class?: string
  label?: string
}) {
  const safe = safeHref(href)
  if (!safe) return <span class={extra}>{children}</span>
  const open = (event: Event) => {
    event.preventDefault()
    drawing.host.run({ kind: 'open', label: '', href: safe })
  }
  return (
    <a
      class={extra}
      href={safe}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={label}
      title={label}
      onClick={open}
    >
      {children}
    </a>
  )
}

function Value({ value, drawing, short }: { value: InlineValue; drawing: Drawing; short: boolean }) {
  switch (value.type) {
    case 'money':
      return <Money value={value} drawing={drawing} short={short} />
    case 'date':
      return <Time at={value.at} style={value.style} drawing={drawing} />
    case 'id':
      return <Id id={value.id} drawing={drawing} />
    case 'link':
      return <Link href={value.href} drawing={drawing} children={value.text} />
    default: {
      const text = cleanText(value.text)
      const children = marked(text, drawing.mark)
      if (value.type === 'foreign') {
        return <bdi class={value.strong ? 'ts-strong' : ''} title={text} children={children} />
      }
      const status = value.type === 'muted' ? 'muted' : (value.status ?? '')
      return <span class={`ts-${value.type} ts-${status}`} children={children} />
    }
  }
}

/** Draws a line. `short` writes `/ mo` instead of `/ month`. */
export function InlineText({
  value,
  drawing,
  short = false,
}: {
  value: Inline
  drawing: Drawing
  short?: boolean
}) {
  const parts = typeof value === 'string' ? [value] : value
  return (
    <>
      {parts.map((part) =>
        typeof part === 'string' ? (
          marked(part, drawing.mark)
        ) : (
          <Value value={part} drawing={drawing} short={short} />
        ),
      )}
    </>
  )
}

type LineProps = {
  as?: 'span' | 'p' | 'h2'
  class?: string | undefined
  value: Inline | undefined
  drawing: Drawing
  short?: boolean
}

/** The line in an element of its own; nothing when there is none. */
export function Line({ as: Tag = 'span', class: look, value, drawing, short = false }: LineProps) {
  return value === undefined ? null : (
    <Tag class={look}>
      <InlineText value={value} drawing={drawing} short={short} />
    </Tag>
  )
}

/** The line as plain text: for titles, names of buttons, comments. */
export function plainText(value: Inline, drawing: Drawing): string {
  const parts = typeof value === 'string' ? [value] : value
  return parts.map((part) => (typeof part === 'string' ? part : plainValue(part, drawing))).join('')
}

function plainValue(value: InlineValue, drawing: Drawing): string {
  switch (value.type) {
    case 'money':
      return [formatMoney(value, drawing.locale), value.per && sayPer(drawing.words, value.per, false)]
        .filter(Boolean)
        .join(' ')
    case 'date':
      return formatDate(value.at, value.style, drawing)
    case 'id':
      return value.id
    default:
      return cleanText(value.text)
  }
}
