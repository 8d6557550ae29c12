// A line of text with values in it. Uses text only, so a name that looks like markup stays a name.

import { Icon, Inline as Span, Link, Tooltip } from '@stripe/ui-extension-sdk/ui'
import { Fragment, type ReactNode } from 'react'
import type { Inline, InlineValue } from '../generated/contract.ts'
import { formatMoney } from '../generated/money.ts'
import { cleanText, safeHref } from '../generated/clean-text.ts'
import { shortenId } from './shorten-id.ts'
import type { Drawing } from './drawing.ts'
import { formatDate } from './format-date.ts'
import { colorOf, drawBadge } from './signs.tsx'

type Money = Extract<InlineValue, { type: 'money' }>

function perText({ per }: Money): string {
  if (!per) return ''
  return per.count === 1 ? ` / ${per.interval}` : ` / ${per.count} ${per.interval}s`
}

/** An id as Stripe shows one: monospace; a press copies it, and the tooltip shows it in full. */
function drawId(id: string, drawing: Drawing) {
  const trigger = (
    <Link type="secondary" onPress={() => drawing.copy(id)}>
      <Span css={{ fontFamily: 'monospace', font: 'caption' }}>{shortenId(cleanText(id))}</Span>{' '}
      <Icon name="clipboard" size="xsmall" />
    </Link>
  )
  return (
    <Tooltip type="description" placement="top" trigger={trigger}>
      {`Copy ${cleanText(id)}`}
    </Tooltip>
  )
}

/** A link that opens in a new tab; plain text if its address is not https. */
export function drawLink(href: string, text: string) {
  const safe = safeHref(href)
  return safe ? (
    <Link href={safe} target="_blank" external>
      {text}
    </Link>
  ) : (
    <Span>{text}</Span>
  )
}

function drawValue(value: InlineValue, drawing: Drawing): ReactNode {
  switch (value.type) {
    case 'money': {
      const text = formatMoney(value, drawing.locale) + perText(value)
      return (
        <Span css={{ whiteSpace: 'nowrap', ...(value.struck ? { color: 'disabled' } : {}) }}>{text}</Span>
      )
    }
    case 'date':
      return <Span css={{ whiteSpace: 'nowrap' }}>{formatDate(value.at, value.style, drawing)}</Span>
    case 'id':
      return drawId(value.id, drawing)
    case 'link':
      return drawLink(value.href, cleanText(value.text))
    case 'badge':
      return drawBadge(cleanText(value.text), value.status)
    case 'foreign':
      return (
        <Span css={{ overflowWrap: 'break-word', ...(value.strong ? { fontWeight: 'semibold' } : {}) }}>
          {cleanText(value.text)}
        </Span>
      )
    case 'strong':
      return (
        <Span css={{ fontWeight: 'semibold', ...(value.status ? { color: colorOf[value.status] } : {}) }}>
          {cleanText(value.text)}
        </Span>
      )
    default:
      return <Span css={{ color: 'secondary' }}>{cleanText(value.text)}</Span>
  }
}

/** Splits a line into its parts. */
export const partsOf = (value: Inline) => (typeof value === 'string' ? [value] : value)

/** Draws a line, or nothing if it is undefined. */
export function drawInline(value: Inline | undefined, drawing: Drawing): ReactNode {
  if (value === undefined) return null
  return partsOf(value).map((part, at) => (
    <Fragment key={at}>{typeof part === 'string' ? part : drawValue(part, drawing)}</Fragment>
  ))
}

function plainValue(value: InlineValue, drawing: Drawing): string {
  switch (value.type) {
    case 'money':
      return formatMoney(value, drawing.locale) + perText(value)
    case 'date':
      return formatDate(value.at, value.style, drawing)
    case 'id':
      return value.id
    default:
      return cleanText(value.text)
  }
}

/** The line as plain text, for titles that accept nothing else. */
export function plainText(value: Inline, drawing: Drawing): string {
  return partsOf(value)
    .map((part) => (typeof part === 'string' ? part : plainValue(part, drawing)))
    .join('')
}
