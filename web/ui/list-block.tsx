// A list whose items open in place to show their ids and links. A status is an icon and a word, never colour alone.

import type { BlockOf, ListItem } from '#contract/panel.ts'
import { drawActionLinks } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { drawFields } from './fields-block.tsx'
import { Fold } from './fold.tsx'
import { drawChevron, drawStatus } from './icon.tsx'
import { drawInline, drawLine, drawLink, plainText } from './inline.tsx'
import { say } from './panel-words.ts'

function drawItem(item: ListItem, drawing: Drawing) {
  const { id, title, fields, actions } = item
  const opens = fields?.length || actions?.length
  const head = [
    drawStatus(item),
    <span class="ts-item-title" title={plainText(title, drawing)}>
      {drawInline(title, drawing)}
    </span>,
    drawLine('ts-item-amount ts-money', item.amount, drawing, true),
    opens && drawChevron(),
    (item.meta || item.when) && (
      <span class="ts-item-sub">
        <span class="ts-item-meta">{drawInline(item.meta, drawing)}</span>
        {drawLine('ts-item-when', item.when, drawing)}
      </span>
    ),
  ]
  return opens ? (
    <Fold
      key={id}
      class="ts-item"
      head={<summary>{head}</summary>}
      body={() => (
        <div class="ts-item-body">
          {fields?.length ? drawFields(fields, drawing, 'ts-fields-inset') : null}
          {drawActionLinks('ts-item-acts', actions, drawing)}
        </div>
      )}
    />
  ) : (
    <div key={id} class="ts-row">
      {head}
    </div>
  )
}

/** The list; one press shows the items beyond `shown`. */
export function drawList({ items, shown = items.length, more }: BlockOf<'list'>, drawing: Drawing) {
  const draw = (item: ListItem) => drawItem(item, drawing)
  const text = drawInline(more?.text, drawing)
  const end = more && <p class="ts-more ts-muted">{more.href ? drawLink(more.href, text, drawing) : text}</p>
  return [
    items.slice(0, shown).map(draw),
    items.length > shown ? (
      <Fold
        class="ts-rest"
        head={<summary class="ts-more ts-link">{say(drawing.words.showAll, items.length)}</summary>}
        body={() => [items.slice(shown).map(draw), end]}
      />
    ) : (
      end
    ),
  ]
}
