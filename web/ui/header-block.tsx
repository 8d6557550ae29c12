// Who it is: name, address, why this customer stands here, and the way to Stripe.

import type { BlockOf } from '#contract/panel.ts'
import { CopyButton } from './copy-button.tsx'
import type { Drawing } from './drawing.ts'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { InlineText, Line, Link, plainText } from './inline.tsx'
import { say } from './panel-words.ts'

/** Words in pills; test mode is dashed, so that it reads without colour. */
export function Badges({
  badges,
  drawing,
}: {
  badges: { text: string; test?: boolean | undefined }[] | undefined
  drawing: Drawing
}) {
  return (
    <>
      {badges?.map((badge) => (
        <span class={`ts-badge${badge.test ? ' ts-test' : ''}`}>
          {badge.test ? drawing.words.test : badge.text}
        </span>
      ))}
    </>
  )
}

function Acts({ block, drawing }: { block: BlockOf<'header'>; drawing: Drawing }) {
  const { customer, href } = block
  const { words, host } = drawing
  const pinned = drawing.pinned ?? block.pinned ?? false
  return (
    <div class="ts-head-acts">
      {customer && host.pin && (
        <IconButton
          icon="pin"
          data-pin
          label={pinned ? words.pinned : words.pin}
          hint="P"
          pressed={pinned}
          onClick={() => host.pin?.(customer, !pinned)}
        />
      )}
      {href && (
        <Link
          class="ts-icon-button"
          href={href}
          drawing={drawing}
          label={say(words.openInStripe, plainText(block.name, drawing))}
        >
          <Icon name="open" />
        </Link>
      )}
    </div>
  )
}

/** The header of a customer, or of a person without one. */
export function HeaderBlock({ block, drawing }: { block: BlockOf<'header'>; drawing: Drawing }) {
  const name = (
    <h1 class="ts-name" title={plainText(block.name, drawing)} tabIndex={-1} data-heading>
      <InlineText value={block.name} drawing={drawing} />
    </h1>
  )
  return (
    <div class="ts-head">
      <div class="ts-head-main">
        {block.badges?.length ? (
          <div class="ts-name-row">
            {name}
            <Badges badges={block.badges} drawing={drawing} />
          </div>
        ) : (
          name
        )}
        {block.address && (
          <div class="ts-who">
            <span class="ts-id">
              <bdi title={block.address}>{block.address}</bdi>
              <CopyButton text={block.address} drawing={drawing} />
            </span>
          </div>
        )}
      </div>
      <Acts block={block} drawing={drawing} />
      {block.match && (
        <p class="ts-match">
          <Icon name={block.match.icon} status={block.match.status} />
          <Line value={block.match.text} drawing={drawing} />
        </p>
      )}
      {block.warning && (
        <p class="ts-match">
          <Icon name="warn" status="warn" />
          <Line value={block.warning} drawing={drawing} />
        </p>
      )}
    </div>
  )
}
