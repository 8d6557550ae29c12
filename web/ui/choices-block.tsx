// One button per customer, because none is chosen automatically.

import type { BlockOf, Choice } from '#contract/panel.ts'
import { shortenId } from './shorten-id.ts'
import type { Drawing } from './drawing.ts'
import { drawBadges } from './header-block.tsx'
import { drawChevron, drawStatus } from './icon.tsx'
import { drawInline, drawLine } from './inline.tsx'

/** Whether a key was pressed without a modifier. */
export function isPlain(event: KeyboardEvent): boolean {
  return !event.metaKey && !event.ctrlKey && !event.altKey
}

function drawChoice(choice: Choice, drawing: Drawing) {
  const { customer, id, status } = choice
  const { host } = drawing
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'p' || !isPlain(event) || !drawing.canPin) return
    event.preventDefault()
    event.stopPropagation()
    host.pin(customer, true)
    host.choose(customer)
  }
  return (
    <button
      type="button"
      key={[customer.account, customer.customerId, id].join(' ')}
      class="ts-choice"
      data-choice={customer.customerId}
      onClick={() => host.choose(customer)}
      onKeyDown={onKeyDown}
    >
      <span class="ts-choice-top">
        <span class="ts-item-title">
          {drawInline(choice.name, drawing)} {drawBadges(choice.badges, drawing)}
        </span>
        {drawLine('ts-money', choice.amount, drawing, true)}
      </span>
      <span class="ts-choice-bottom">
        <span class="ts-status">
          {drawStatus(choice)}
          {drawLine(status === 'bad' ? 'ts-bad' : '', choice.word, drawing)}
        </span>
        {drawLine('', choice.note, drawing)}
      </span>
      {(id || choice.idNote) && (
        <span class="ts-choice-bottom">
          <span class="ts-mono" title={id}>
            {id && shortenId(id, 14)}
          </span>
          {drawLine('', choice.idNote, drawing)}
        </span>
      )}
      {drawChevron()}
    </button>
  )
}

export function drawChoices({ choices }: BlockOf<'choices'>, drawing: Drawing) {
  return <div class="ts-choices">{choices.map((choice) => drawChoice(choice, drawing))}</div>
}
