// The header: name, address, why this customer is shown, and a link to Stripe.

import type { BlockOf } from '#contract/panel.ts'
import { drawCopy } from './copy-button.tsx'
import type { Drawing } from './drawing.ts'
import { drawIconButton } from './icon-button.tsx'
import { drawIcon } from './icon.tsx'
import { drawInline, drawLink, plainText } from './inline.tsx'
import { say } from './panel-words.ts'

/** Badges; the one for test mode is dashed, so that it does not rely on colour. */
export function drawBadges(badges: BlockOf<'header'>['badges'], { words }: Drawing) {
  return badges?.map(({ test, text }) => (
    <span class={`ts-badge ${test ? 'ts-test' : ''}`}>{test ? words.test : text}</span>
  ))
}

function drawActs({ customer, href, ...block }: BlockOf<'header'>, drawing: Drawing) {
  const { words, host } = drawing
  const pinned = drawing.pinned ?? block.pinned ?? false
  return (
    <div class="ts-head-acts">
      {customer &&
        drawing.canPin &&
        drawIconButton('pin', pinned ? words.pinned : words.pin, () => void host.pin(customer, !pinned), {
          hint: 'P',
          'aria-pressed': pinned,
          'data-pin': true,
        })}
      {href &&
        drawLink(href, drawIcon('open'), drawing, {
          look: 'ts-icon-button',
          label: say(words.openInStripe, plainText(block.name, drawing)),
        })}
    </div>
  )
}

/** The header of a customer, or of a person without one. */
export function drawHeader(block: BlockOf<'header'>, drawing: Drawing) {
  const { address, match, warning } = block
  return (
    <div class="ts-head">
      <div class="ts-head-main">
        <div class="ts-name-row">
          <h1 class="ts-name" title={plainText(block.name, drawing)} tabIndex={-1} data-heading>
            {drawInline(block.name, drawing)}
          </h1>
          {drawBadges(block.badges, drawing)}
        </div>
        {address && (
          <div class="ts-who">
            <span class="ts-id">
              <bdi title={address}>{address}</bdi>
              {drawCopy(address, drawing)}
            </span>
          </div>
        )}
      </div>
      {drawActs(block, drawing)}
      {match && (
        <p class="ts-match">
          {drawIcon(match.icon, match.status)}
          <span>{drawInline(match.text, drawing)}</span>
        </p>
      )}
      {warning && (
        <p class="ts-match">
          {drawIcon('warn', 'warn')}
          <span>{drawInline(warning, drawing)}</span>
        </p>
      )}
    </div>
  )
}
