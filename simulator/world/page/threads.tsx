// The list of conversations. A click opens one; with Ctrl or ⌘ it adds or removes one, with Shift it selects the range.

import { useEffect, useRef } from 'preact/hooks'
import { stories } from '../../missive/conversations.ts'
import { formatTimestamp } from '../../missive/format.ts'
import type { Conversation } from '../../missive/shapes.ts'
import { select } from './actions.ts'
import { Icon } from './icon.tsx'
import { doingsOf, listed, searchText, selectedIds } from './world-state.ts'

let anchorId: string | undefined

function rangeTo(id: string): string[] {
  const ids = listed.value.map((conversation) => conversation.id)
  const from = ids.indexOf(anchorId ?? id)
  const to = ids.indexOf(id)
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1)
}

function choose(id: string, keys: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): void {
  const before = selectedIds.value
  if (keys.shiftKey) {
    select(rangeTo(id))
    return
  }
  anchorId = id
  if (!keys.ctrlKey && !keys.metaKey) select([id])
  else select(before.includes(id) ? before.filter((other) => other !== id) : [...before, id])
}

/** Arrow keys move through the list; Escape deselects. */
function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') select([])
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const item = event.target instanceof HTMLElement ? event.target.closest('li') : null
  const next = step === 1 ? item?.nextElementSibling : step === -1 ? item?.previousElementSibling : null
  const button = next?.querySelector('button')
  if (!button) return
  event.preventDefault()
  button.focus()
  if (!event.shiftKey) button.click()
}

const senderOf = (conversation: Conversation): string => {
  const { name, address, phone_number: number } = conversation.messages[0]?.from_field ?? {}
  return name ?? address ?? number ?? 'Unknown'
}

function Thread({ conversation }: { conversation: Conversation }) {
  const { closed, archived } = doingsOf(conversation.id)
  const hint = stories.find(({ id }) => id === conversation.id)?.hint ?? ''
  const isSelected = selectedIds.value.includes(conversation.id)
  const time = formatTimestamp(
    conversation.latest_message?.delivered_at ?? 0,
    {},
    { nowMs: Date.now(), locale: 'en-GB' },
  )
  return (
    <li>
      <button
        type="button"
        data-id={conversation.id}
        aria-current={isSelected ? 'true' : undefined}
        onClick={(event) => choose(conversation.id, event)}
      >
        <span class="from">
          <bdi class="cut">{senderOf(conversation).slice(0, 80)}</bdi>
          <time>{time.formatted}</time>
        </span>
        <span class="about cut">{conversation.subject}</span>
        <span class="case">
          {archived ? 'archived, ' : closed ? 'closed, ' : ''}
          {hint}
        </span>
      </button>
    </li>
  )
}

/** Search field and list. */
export function Threads() {
  const list = useRef<HTMLUListElement>(null)
  const [newest] = selectedIds.value.slice(-1)
  useEffect(() => {
    const item = list.current?.querySelector(`[data-id="${CSS.escape(newest ?? '')}"]`)
    item?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [newest])
  return (
    <div class="threads">
      <label class="find">
        <Icon name="search" />
        <input
          type="search"
          placeholder="Search mail"
          aria-label="Search mail"
          value={searchText.value}
          onInput={(event) => {
            searchText.value = event.currentTarget.value
          }}
        />
      </label>
      {listed.value.length === 0 && <p class="empty">No conversation matches.</p>}
      <ul ref={list} aria-label="Conversations" onKeyDown={onKey}>
        {listed.value.map((conversation) => (
          <Thread key={conversation.id} conversation={conversation} />
        ))}
      </ul>
    </div>
  )
}
