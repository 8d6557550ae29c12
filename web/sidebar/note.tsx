// A comment or a task, prefilled with what is known, sent only after somebody read it.

import type { State } from './state.ts'
import type { View } from './view.ts'

function focusOnce(area: HTMLTextAreaElement | null) {
  if (!area || area.dataset.seen) return
  area.dataset.seen = '1'
  area.focus()
}

/** The editor. */
export function NoteScreen({ view, note }: { view: View; note: NonNullable<State['note']> }) {
  const { words, sidebar } = view
  const title = note.kind === 'comment' ? words.postComment : words.createTask
  const send = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    void sidebar.sendNote(event.currentTarget.querySelector('textarea')?.value ?? '')
  }
  return (
    <form class="ts-form ts-pad" aria-label={title} onSubmit={send}>
      <h1 class="ts-title">{title}</h1>
      <label class="ts-control">
        <span class="ts-label">{words.commentText}</span>
        <textarea class="ts-input" name="text" rows={note.kind === 'comment' ? 6 : 2} ref={focusOnce}>
          {note.text}
        </textarea>
      </label>
      <div class="ts-buttons">
        <button type="submit" class="ts-button is-primary is-wide">
          {title}
        </button>
        <button type="button" class="ts-button" onClick={() => sidebar.openNote(undefined)}>
          {words.cancel}
        </button>
      </div>
    </form>
  )
}
