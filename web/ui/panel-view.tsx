// Draws one panel: its blocks open at the top, or behind an opener that says the one thing worth knowing while closed.
// A panel that cannot be drawn costs itself only.

import type { Block, BlockOf, Panel } from '#contract/panel.ts'
import { Component, type ComponentChildren } from 'preact'
import { ActionsBlock } from './actions-block.tsx'
import { AlertBlocks } from './alert-blocks.tsx'
import { Bones } from './bones.tsx'
import { ChoicesBlock } from './choices-block.tsx'
import type { Drawing } from './drawing.ts'
import { FieldsBlock } from './fields-block.tsx'
import { Fold } from './fold.tsx'
import { HeaderBlock } from './header-block.tsx'
import { Icon } from './icon.tsx'
import { InlineText, Line, plainText } from './inline.tsx'
import { ListBlock } from './list-block.tsx'
import { TableBlock } from './table-block.tsx'
import { TimelineBlock } from './timeline-block.tsx'
import { VerdictBlock } from './verdict-block.tsx'

function drawBlock(
  block: Exclude<Block, { type: 'alert' }>,
  drawing: Drawing,
  title: string | undefined,
): ComponentChildren {
  switch (block.type) {
    case 'header':
      return <HeaderBlock block={block} drawing={drawing} />
    case 'verdict':
      return <VerdictBlock block={block} drawing={drawing} />
    case 'fields':
      return <FieldsBlock fields={block.fields} drawing={drawing} />
    case 'list':
      return <ListBlock block={block} drawing={drawing} />
    case 'table':
      return <TableBlock block={block} drawing={drawing} label={title} />
    case 'timeline':
      return <TimelineBlock block={block} drawing={drawing} />
    case 'text':
      return <Line as="p" class="ts-text" value={block.text} drawing={drawing} />
    case 'actions':
      return <ActionsBlock block={block} drawing={drawing} />
    case 'choices':
    default:
      return <ChoicesBlock choices={block.choices} drawing={drawing} />
  }
}

/** Alerts that follow each other are one group. */
function drawBlocks(blocks: Block[], drawing: Drawing, title?: string): ComponentChildren[] {
  const drawn: ComponentChildren[] = []
  let alerts: BlockOf<'alert'>[] = []
  const flush = () => {
    if (alerts.length > 0) drawn.push(<AlertBlocks blocks={alerts} drawing={drawing} />)
    alerts = []
  }
  for (const block of blocks) {
    if (block.type === 'alert') alerts.push(block)
    else {
      flush()
      drawn.push(drawBlock(block, drawing, title))
    }
  }
  flush()
  return drawn
}

function Remember({ drawing }: { drawing: Drawing }) {
  const { remember } = drawing.host
  return remember ? (
    <label class="ts-check ts-small ts-pad">
      <input
        type="checkbox"
        checked={remember.value}
        onChange={(event) => remember.set(event.currentTarget.checked)}
      />
      {drawing.words.remember}
    </label>
  ) : null
}

function Opener({ panel, drawing }: { panel: Panel; drawing: Drawing }) {
  const { note } = panel
  return (
    <summary>
      <Icon name="chevron" class="ts-chevron" />
      <h2 class="ts-section-title" title={panel.title}>
        {panel.title}
      </h2>
      {panel.count && <span class="ts-count">{panel.count}</span>}
      {note && (
        <span
          class={`ts-section-note${note.status ? ` ts-${note.status}` : ''}`}
          title={plainText(note.text, drawing)}
        >
          {(note.icon || (note.status && note.status !== 'ok')) && (
            <Icon name={note.icon ?? note.status ?? 'info'} status={note.status} />
          )}
          <InlineText value={note.text} drawing={drawing} />
        </span>
      )}
    </summary>
  )
}

type Props = { panel: Panel; drawing: Drawing }

/** One panel. */
export class PanelView extends Component<Props, { broken?: Panel }> {
  override shouldComponentUpdate(next: Props, state: { broken?: Panel }) {
    return next.panel !== this.props.panel || next.drawing !== this.props.drawing || state !== this.state
  }

  override componentDidCatch() {
    this.setState({ broken: this.props.panel })
  }

  private body() {
    const { panel, drawing } = this.props
    const top = panel.blocks.some((block) => block.type === 'header')
    return (
      <>
        {drawBlocks(panel.blocks, drawing, panel.title)}
        {panel.blocks.some((block) => block.type === 'choices' && block.remember) && (
          <Remember drawing={drawing} />
        )}
        {panel.pending &&
          (top ? (
            !panel.blocks.some((block) => block.type === 'verdict') && <Bones of="verdict" />
          ) : (
            <Bones of="rows" />
          ))}
      </>
    )
  }

  override render() {
    const { panel, drawing } = this.props
    if (this.state.broken === panel) {
      return (
        <p class="ts-text ts-muted" data-panel={panel.id}>
          {drawing.words.notDrawn}
        </p>
      )
    }
    if (!panel.title) {
      return (
        <div class="ts-open-panel" data-panel={panel.id}>
          {this.body()}
        </div>
      )
    }
    return (
      <Fold
        class="ts-section"
        data-panel={panel.id}
        open={panel.open ?? false}
        aria-busy={panel.pending ? 'true' : undefined}
        head={<Opener panel={panel} drawing={drawing} />}
        body={() => <div class="ts-section-body">{this.body()}</div>}
      />
    )
  }
}
