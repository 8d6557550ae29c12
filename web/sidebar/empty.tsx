// The screens without panels: loading, nothing to look up, no response.

import type { ComponentChildren } from 'preact'
import { drawBones } from '../ui/bones.tsx'
import { drawCopyable } from '../ui/inline.tsx'
import { drawIcon, type IconName } from '../ui/icon.tsx'
import { say } from '../ui/panel-words.ts'
import { drawNextTry } from './next-try.tsx'
import { currentAddress, type Lookup } from './state.ts'
import type { View } from './view.ts'

/** The loading screen. The earlier customer is gone; the address is already known and shown. */
export function drawLoading({ words, state }: View) {
  return [
    <div class="ts-head">
      <div class="ts-head-main">
        <h1 class="ts-hidden">{words.loading}</h1>
        <span class="ts-bone ts-bone-name" />
        <div class="ts-who">
          <bdi>{currentAddress(state) ?? '\u00a0'}</bdi>
        </div>
        <p class="ts-match" role="status">
          {drawIcon('info')}
          <span>{words.looking}</span>
        </p>
      </div>
    </div>,
    drawBones('verdict'),
    <div class="ts-section ts-bones-section">{drawBones('rows')}</div>,
  ]
}

/** A screen with an icon, a title and one sentence. */
export function drawEmpty(icon: IconName, title = '', text = '', more?: ComponentChildren, role?: 'alert') {
  return (
    <div class="ts-empty" role={role}>
      {drawIcon(icon, undefined, 'ts-faint ts-empty-icon')}
      <h1 class="ts-empty-title">{title}</h1>
      <p class="ts-small">{text}</p>
      {more}
    </div>
  )
}

/** Says that there is nothing to look up, and why. */
export function drawNothing(view: View, team: boolean) {
  const { words, state } = view
  const { selection } = state
  if (selection.kind === 'many') {
    const more = selection.count > 1 ? ` ${say(words.selected, selection.count)}` : ''
    return drawEmpty('mail', words.selectOne, words.selectOneText + more)
  }
  if (selection.failed) return drawEmpty('plug', words.conversationFailed, '', drawRetry(view), 'alert')
  const why = team ? 'team' : (selection.people?.why ?? 'nobody')
  const icons = { team: 'users', phone: 'user', nobody: 'mail' } as const
  return drawEmpty(icons[why], words[why], words[`${why}Text`])
}

function drawRetry({ words, selection }: View) {
  return (
    <p class="ts-empty-acts">
      <button type="button" class="ts-button" onClick={() => selection.refresh(false)}>
        {drawIcon('refresh')}
        {words.retry}
      </button>
    </p>
  )
}

/** Says that there is no response: what is known, what to do, and when the next try is. */
export function drawFailed(view: View, failure: NonNullable<Lookup['failure']>, retryAtMs?: number) {
  const { words, drawing, state } = view
  const { reason, requestId, message } = failure
  const [title, text] = words.failure[reason]
  const address = currentAddress(state)
  return drawEmpty(
    reason === 'offline' ? 'plug' : 'warn',
    title,
    message || text,
    [
      address && (
        <p class="ts-small ts-muted">
          <bdi>{address}</bdi>
        </p>
      ),
      requestId && <p class="ts-small">{drawCopyable(requestId, drawing)}</p>,
      drawRetry(view),
      retryAtMs && <p class="ts-small">{drawNextTry(view, retryAtMs)}</p>,
    ],
    'alert',
  )
}

/** The page opened outside Missive: says where to add it. */
export function drawOutside({ words, drawing, pageUrl }: View) {
  return drawEmpty(
    'plug',
    words.outside,
    words.outsideText,
    <p class="ts-outside">{drawCopyable(`${pageUrl}sidebar/`, drawing)}</p>,
  )
}
