// A list whose items open in place to their ids and links. The status is a shape, then a word, then a colour.

import type { BlockOf, ListItem } from '#contract/panel.ts'
import { ActionLinks } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { FieldsBlock } from './fields-block.tsx'
import { Fold } from './fold.tsx'
import { Icon } from './icon.tsx'
import { InlineText, Line, Link, plainText } from './inline.tsx'
import { say } from './panel-words.ts'

function Upper({ item, drawing }: { item: ListItem; drawing: Drawing }) {
  return (
    <>
      <Icon name={item.icon ?? item.status} status={item.status} />
      <span class="ts-item-title" title={plainText(item.title, drawing)}>
        <InlineText value={item.title} drawing={drawing} />
      </span>
      <Line class="ts-item-amount ts-money" value={item.amount} drawing={drawing} short />
    </>
  )
}

function Below({ item, drawing }: { item: ListItem; drawing: Drawing }) {
  if (!item.meta && !item.when) return null
  return (
    <span class="ts-item-sub">
      <span class="ts-item-meta">{item.meta && <InlineText value={item.meta} drawing={drawing} />}</span>
      <Line class="ts-item-when" value={item.when} drawing={drawing} />
    </span>
  )
}

function Item({ item, drawing }: { item: ListItem; drawing: Drawing }) {
  if (!item.fields?.length && !item.actions?.length) {
    return (
      <div class="ts-row" data-item={item.id}>
        <Upper item={item} drawing={drawing} />
        <Below item={item} drawing={drawing} />
      </div>
    )
  }
  return (
    <Fold
      class="ts-item"
      data-item={item.id}
      head={
        <summary>
          <Upper item={item} drawing={drawing} />
          <Icon name="chevron" class="ts-chevron" />
          <Below item={item} drawing={drawing} />
        </summary>
      }
      body={() => (
        <div class="ts-item-body">
          {item.fields?.length ? <FieldsBlock fields={item.fields} drawing={drawing} inset /> : null}
          {item.actions?.length ? (
            <ActionLinks class="ts-item-acts" actions={item.actions} drawing={drawing} />
          ) : null}
        </div>
      )}
    />
  )
}

/** The list; the items beyond `shown` come with one press. */
export function ListBlock({ block, drawing }: { block: BlockOf<'list'>; drawing: Drawing }) {
  const { items, shown = items.length, more } = block
  const draw = (item: ListItem) => <Item key={item.id} item={item} drawing={drawing} />
  const end = more && (
    <p class="ts-more ts-muted">
      {more.href ? (
        <Link href={more.href} drawing={drawing}>
          <InlineText value={more.text} drawing={drawing} />
        </Link>
      ) : (
        <InlineText value={more.text} drawing={drawing} />
      )}
    </p>
  )
  return (
    <>
      {items.slice(0, shown).map(draw)}
      {items.length > shown ? (
        <Fold
          class="ts-rest"
          head={<summary class="ts-more ts-link">{say(drawing.words.showAll, items.length)}</summary>}
          body={() => [items.slice(shown).map(draw), end]}
        />
      ) : (
        end
      )}
    </>
  )
}
