// The search screen: results while typing; arrows move, Enter opens, P pins, Escape goes back.

import { drawBones } from '../ui/bones.tsx'
import { drawIconButton } from '../ui/icon-button.tsx'
import { drawIcon } from '../ui/icon.tsx'
import { PanelView } from '../ui/panel-view.tsx'
import { focusFirst } from './keys.ts'
import { drawFailed } from './empty.tsx'
import type { Search } from './state.ts'
import type { View } from './view.ts'

const choices = () => [...document.querySelectorAll<HTMLElement>('.ts-choice')]

function move(event: KeyboardEvent) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !(event.target instanceof HTMLElement)) return
  const found = choices()
  const to = found.indexOf(event.target) + step
  event.preventDefault()
  if (to < 0) document.querySelector<HTMLElement>('input[type=search]')?.focus()
  else found[Math.min(to, found.length - 1)]?.focus()
}

function drawField({ search, words }: View, { busy, text }: Search) {
  const enter = ({ key }: KeyboardEvent) => {
    if (key !== 'Enter') return
    const [first] = choices()
    if (first && !busy) first.click()
    else search.type(text, 0)
  }
  return (
    <div class="ts-bar ts-bar-field">
      <div class="ts-search">
        {drawIcon('search')}
        <input
          class="ts-input"
          type="search"
          aria-label={words.findField}
          placeholder={words.findPlaceholder}
          value={text}
          autocomplete="off"
          spellcheck={false}
          ref={focusFirst}
          onInput={(event) => search.type(event.currentTarget.value)}
          onKeyDown={enter}
        />
      </div>
      {drawIconButton('x', words.closeSearch, () => search.close(), { hint: 'Esc' })}
    </div>
  )
}

export function drawSearch(view: View, search: Search) {
  const { words } = view
  const { panels } = search.response
  const drawing = { ...view.drawing, mark: search.text.trim() }
  return (
    <div class="ts-search-screen" onKeyDown={move}>
      <h1 class="ts-hidden">{words.findField}</h1>
      {drawField(view, search)}
      <p class="ts-hidden" role="status">
        {search.busy && words.searching}
      </p>
      {search.failure ? (
        drawFailed(view, search.failure)
      ) : panels.length > 0 ? (
        <div class={search.busy ? 'is-fading' : ''}>
          {panels.map((panel) => (
            <PanelView key={panel.id} panel={panel} drawing={drawing} />
          ))}
        </div>
      ) : search.busy ? (
        drawBones('rows')
      ) : (
        <p class="ts-text ts-hint">{words.searchHint}</p>
      )}
    </div>
  )
}
