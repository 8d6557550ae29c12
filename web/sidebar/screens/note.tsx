// A comment or a task, prefilled with what is known and sent only after the person has reviewed it.

import { focusFirst } from '../keys.ts'
import type { State } from '../state.ts'
import type { View } from '../view.ts'

export function drawNote({ actions, store, words }: View, { kind, text }: NonNullable<State['note']>) {
  const title = kind === 'comment' ? words.postComment : words.createTask
  const send = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    void actions.sendNote(event.currentTarget.querySelector('textarea')?.value ?? '')
  }
  return (
    <form class="ts-form ts-pad" aria-label={title} onSubmit={send}>
      <h1 class="ts-title">{title}</h1>
      <label class="ts-control">
        <span class="ts-label">{words.commentText}</span>
        <textarea class="ts-input" name="text" rows={kind === 'comment' ? 6 : 2} ref={focusFirst}>
          {text}
        </textarea>
      </label>
      <div class="ts-buttons">
        <button type="submit" class="ts-button is-primary is-wide">
          {title}
        </button>
        <button type="button" class="ts-button" onClick={() => store.show({ note: undefined })}>
          {words.cancel}
        </button>
      </div>
    </form>
  )
}
