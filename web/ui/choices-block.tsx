// One button per customer: never the first one silently.

import type { Choice } from '#contract/panel.ts'
import { shortenId } from './clean-text.ts'
import type { Drawing } from './drawing.ts'
import { Badges } from './header-block.tsx'
import { Icon } from './icon.tsx'
import { InlineText, Line } from './inline.tsx'

function ChoiceButton({ choice, drawing }: { choice: Choice; drawing: Drawing }) {
  const { customer, status } = choice
  const onKeyDown = (event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() !== 'p' ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      !drawing.host.pin
    )
      return
    event.preventDefault()
    event.stopPropagation()
    drawing.host.pin(customer, true)
    drawing.host.choose(customer)
  }
  const tint = status === 'bad' ? 'ts-bad' : undefined
  return (
    <button
      type="button"
      class="ts-choice"
      data-choice={customer.customerId}
      onClick={() => drawing.host.choose(customer)}
      onKeyDown={onKeyDown}
    >
      <span class="ts-choice-top">
        <span class="ts-item-title">
          <InlineText value={choice.name} drawing={drawing} />{' '}
          <Badges badges={choice.badges} drawing={drawing} />
        </span>
        <Line class="ts-money" value={choice.amount} drawing={drawing} short />
      </span>
      <span class="ts-choice-bottom">
        <span class="ts-status">
          <Icon name={choice.icon ?? status} status={status} />
          <Line class={tint} value={choice.word} drawing={drawing} />
        </span>
        <Line value={choice.note} drawing={drawing} />
      </span>
      {(choice.id || choice.idNote) && (
        <span class="ts-choice-bottom">
          <span class="ts-mono" title={choice.id}>
            {choice.id && shortenId(choice.id, 14)}
          </span>
          <Line value={choice.idNote} drawing={drawing} />
        </span>
      )}
      <Icon name="chevron" class="ts-chevron" />
    </button>
  )
}

/** The choices. */
export function ChoicesBlock({ choices, drawing }: { choices: Choice[]; drawing: Drawing }) {
  return (
    <div class="ts-choices">
      {choices.map((choice) => (
        <ChoiceButton
          key={`${choice.customer.account} ${choice.customer.customerId} ${choice.id ?? ''}`}
          choice={choice}
          drawing={drawing}
        />
      ))}
    </div>
  )
}
