// Actions of a panel, drawn as buttons, or as links below a line. Actions on a conversation are left out on this surface.

import { Box, Button, Inline as Span, Link } from '@stripe/ui-extension-sdk/ui'
import { Fragment, type ReactNode } from 'react'
import type { Action, ActionOf } from '../generated/contract.ts'
import { safeHref } from '../generated/clean-text.ts'
import type { Drawing } from './drawing.ts'

const elsewhere: readonly Action['kind'][] = ['insert', 'comment', 'task', 'search']

/** The actions available on this surface. */
export const actionsHere = (actions: readonly Action[] | undefined): Action[] =>
  (actions ?? []).filter((action) => !elsewhere.includes(action.kind))

const looks = { plain: 'secondary', primary: 'primary', danger: 'destructive' } as const

const customerRoute = ({ customer }: ActionOf<'show'>) =>
  ({ name: 'customerDetails', params: { customerId: customer.customerId } }) as const

function drawRun(action: ActionOf<'run'>, drawing: Drawing) {
  const words = action.locked ?? action.note
  return (
    <Box css={{ stack: 'y', gap: 'xsmall', alignX: 'start' }}>
      <Button
        type={looks[action.look ?? 'plain']}
        size="small"
        disabled={action.locked !== undefined}
        onPress={() => drawing.run(action)}
      >
        {action.label}
      </Button>
      {words && <Span css={{ font: 'caption', color: 'secondary' }}>{words}</Span>}
    </Box>
  )
}

function drawButton(action: Action, drawing: Drawing): ReactNode {
  switch (action.kind) {
    case 'open': {
      const href = safeHref(action.href)
      return href ? (
        <Button size="small" href={href} target="_blank">
          {action.label}
        </Button>
      ) : null
    }
    case 'show':
      return (
        <Button size="small" href={customerRoute(action)}>
          {action.label}
        </Button>
      )
    case 'run':
      return drawRun(action, drawing)
    default:
      return (
        <Button size="small" onPress={() => drawing.run(action)}>
          {action.label}
        </Button>
      )
  }
}

function drawActionLink(action: Action, drawing: Drawing): ReactNode {
  if (action.kind === 'open') {
    const href = safeHref(action.href)
    return href ? (
      <Link href={href} target="_blank" external>
        {action.label}
      </Link>
    ) : null
  }
  if (action.kind === 'show') return <Link href={customerRoute(action)}>{action.label}</Link>
  if (action.kind === 'run' && action.locked !== undefined) {
    return <Span css={{ color: 'secondary' }}>{`${action.label}: ${action.locked}`}</Span>
  }
  return <Link onPress={() => drawing.run(action)}>{action.label}</Link>
}

/** A wrapping row of buttons; null if no action is available here. */
export function drawActions(actions: readonly Action[] | undefined, drawing: Drawing) {
  const here = actionsHere(actions)
  return here.length === 0 ? null : (
    <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap' }}>
      {here.map((action, at) => (
        <Fragment key={at}>{drawButton(action, drawing)}</Fragment>
      ))}
    </Box>
  )
}

/** The same as links, below the line they belong to. */
export function drawActionLinks(actions: readonly Action[] | undefined, drawing: Drawing) {
  const here = actionsHere(actions)
  return here.length === 0 ? null : (
    <Box css={{ stack: 'x', gap: 'medium', wrap: 'wrap' }}>
      {here.map((action, at) => (
        <Fragment key={at}>{drawActionLink(action, drawing)}</Fragment>
      ))}
    </Box>
  )
}
