// The search: results as one types; arrows move, Enter opens, P pins, Escape goes back.

import { IconButton } from '../ui/icon-button.tsx'
import { Icon } from '../ui/icon.tsx'
import { PanelView } from '../ui/panel-view.tsx'
import { Bones } from '../ui/bones.tsx'
import { Failed } from './screens.tsx'
import type { Search } from './state.ts'
import type { View } from './view.ts'

const choices = (root: EventTarget | null) =>
  root instanceof Element
    ? [...(root.closest('main')?.querySelectorAll<HTMLElement>('.ts-choice') ?? [])]
    : []

function move(event: KeyboardEvent) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !(event.target instanceof HTMLElement)) return
  const found = choices(event.target)
  const to = found.indexOf(event.target) + step
  event.preventDefault()
  if (to < 0) event.target.closest('main')?.querySelector<HTMLElement>('input[type=search]')?.focus()
  else found[Math.min(to, found.length - 1)]?.focus()
}

function Field({ view, search }: { view: View; search: Search }) {
  const { sidebar, words } = view
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    const [first] = choices(event.target)
    if (first && !search.busy) first.click()
    else sidebar.setSearch(search.text, 0)
  }
  return (
    <div class="ts-bar ts-bar-field">
      <div class="ts-search">
        <Icon name="search" />
        <input
          class="ts-input"
          type="search"
          aria-label={words.findField}
          placeholder={words.findPlaceholder}
          value={search.text}
          autocomplete="off"
          spellcheck={false}
          ref={(input) => {
            if (input && document.activeElement !== input && !input.dataset.seen) {
              input.dataset.seen = '1'
              input.focus()
              input.setSelectionRange(search.text.length, search.text.length)
            }
          }}
          onInput={(event) => sidebar.setSearch(event.currentTarget.value)}
          onKeyDown={enter}
        />
      </div>
      <IconButton icon="x" label={words.closeSearch} hint="Esc" onClick={() => sidebar.closeSearch()} />
    </div>
  )
}

/** The search screen. */
export function SearchScreen({ view, search }: { view: View; search: Search }) {
  const { words } = view
  const { panels } = search.answer
  const drawing = { ...view.drawing, mark: search.text.trim() }
  return (
    <div class="ts-search-screen" onKeyDown={move}>
      <h1 class="ts-hidden">{words.findField}</h1>
      <Field view={view} search={search} />
      <p class="ts-hidden" role="status">
        {search.busy ? words.searching : ''}
      </p>
      {search.failure ? (
        <Failed view={view} failure={search.failure} />
      ) : panels.length > 0 ? (
        <div class={search.busy ? 'is-fading' : undefined}>
          {panels.map((panel) => (
            <PanelView key={panel.id} panel={panel} drawing={drawing} />
          ))}
        </div>
      ) : search.busy ? (
        <Bones of="rows" />
      ) : (
        <p class="ts-text ts-hint">{words.searchHint}</p>
      )}
    </div>
  )
}
