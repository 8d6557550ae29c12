// Draws one panel: its blocks, or, if it has a title, an opener that shows the most important fact while closed.
// A panel that cannot be drawn does not affect the others.

import type { Action, Block, Panel } from '#contract/panel.ts'
import { Component, type ComponentChildren } from 'preact'
import { drawAction } from './action-button.tsx'
import { drawActions } from './actions-block.tsx'
import { drawAlerts } from './alert-blocks.tsx'
import { drawBones } from './bones.tsx'
import { drawChoices } from './choices-block.tsx'
import type { Drawing } from './drawing.ts'
import { drawFields } from './fields-block.tsx'
import { Fold } from './fold.tsx'
import { drawHeader } from './header-block.tsx'
import { drawChevron, drawStatus } from './icon.tsx'
import { drawInline, plainText } from './inline.tsx'
import { drawList } from './list-block.tsx'
import { drawMeter, drawTabs } from './small-blocks.tsx'
import { drawTable } from './table-block.tsx'
import { drawTimeline } from './timeline-block.tsx'
import { drawVerdict } from './verdict-block.tsx'

type Props = {
  panel: Panel
  drawing: Drawing
  /** The load in progress for this panel. */
  loading?: Action | undefined
}

function drawBlock(block: Exclude<Block, { type: 'alert' }>, { panel, drawing }: Props): ComponentChildren {
  switch (block.type) {
    case 'header':
      return drawHeader(block, drawing)
    case 'verdict':
      return drawVerdict(block, drawing)
    case 'fields':
      return drawFields(block.fields, drawing)
    case 'list':
      return drawList(block, drawing)
    case 'table':
      return drawTable(block, drawing, panel.title)
    case 'timeline':
      return drawTimeline(block, drawing)
    case 'text':
      return <p class="ts-text">{drawInline(block.text, drawing)}</p>
    case 'actions':
      return drawActions(block, drawing)
    case 'tabs':
      return drawTabs(block, drawing)
    case 'meter':
      return drawMeter(block)
    case 'form':
      return drawing.drawForm?.(block, drawing) ?? <div ref={drawing.host.foresee}>{drawBones('rows')}</div>
    case 'choices':
    default:
      return drawChoices(block, drawing)
  }
}

/** Draws the blocks; all alerts of a panel form one group at the position of the first. */
function drawBlocks(props: Props): ComponentChildren[] {
  const { blocks } = props.panel
  const alerts = blocks.filter((block) => block.type === 'alert')
  return blocks.map((block) =>
    block.type !== 'alert'
      ? drawBlock(block, props)
      : block === alerts[0] && drawAlerts(alerts, props.drawing),
  )
}

function drawRemember({ words, host, remember }: Drawing) {
  return (
    <label class="ts-check ts-small ts-pad">
      <input
        type="checkbox"
        checked={remember}
        onChange={(event) => host.show({ remember: event.currentTarget.checked })}
      />
      {words.remember}
    </label>
  )
}

function drawOpener({ panel: { count, note, title }, drawing }: Props) {
  return (
    <summary>
      {drawChevron()}
      <h2 class="ts-section-title" title={title}>
        {title}
      </h2>
      {count && <span class="ts-count">{count}</span>}
      {note && (
        <span
          class={`ts-section-note ${note.status ? `ts-${note.status}` : ''}`}
          title={plainText(note.text, drawing)}
        >
          {(note.icon || (note.status && note.status !== 'ok')) && drawStatus(note)}
          {drawInline(note.text, drawing)}
        </span>
      )}
    </summary>
  )
}

/** The panel could not be loaded. The focus moves to the opener before the retry button acts, because that removes the button. */
function drawNotOpened(ask: Action, drawing: Drawing) {
  return (
    <p
      class="ts-text"
      onClickCapture={(event) => event.currentTarget.closest('details')?.querySelector('summary')?.focus()}
    >
      {drawing.words.forms.notOpened} {drawAction(ask, drawing, 'ts-link')}
    </p>
  )
}

/** The content of a panel; a separate component, so that its errors reach the panel around it. */
function Body(props: Props) {
  const { panel, drawing } = props
  const has = (type: Block['type']) => panel.blocks.some((block) => block.type === type)
  return (
    <>
      {drawBlocks(props)}
      {drawing.canPin &&
        panel.blocks.some((block) => block.type === 'choices' && block.remember) &&
        drawRemember(drawing)}
      {((panel.pending && !has('verdict')) || (panel.onOpen && drawing.loading)) &&
        drawBones(has('header') ? 'verdict' : 'rows')}
      {panel.onOpen && !drawing.loading && drawNotOpened(panel.onOpen, drawing)}
    </>
  )
}

/** One panel. */
export class PanelView extends Component<Props, { broken?: Panel }> {
  override shouldComponentUpdate(next: Props, state: { broken?: Panel }) {
    return (
      next.panel !== this.props.panel ||
      next.drawing !== this.props.drawing ||
      next.loading !== this.props.loading ||
      state !== this.state
    )
  }

  override componentDidCatch() {
    this.setState({ broken: this.props.panel })
  }

  override render() {
    const { panel, loading } = this.props
    const { id, open, pending, title } = panel
    const drawing = { ...this.props.drawing, panelId: id, panelTitle: title, loading }
    if (this.state.broken === panel) {
      return (
        <p class="ts-text ts-muted" data-panel={id}>
          {drawing.words.notDrawn}
        </p>
      )
    }
    const body = () => <Body panel={panel} drawing={drawing} />
    return title ? (
      <Fold
        class="ts-section"
        data-panel={id}
        open={open}
        aria-busy={pending || loading !== undefined}
        ask={panel.onOpen}
        run={(ask) => drawing.host.run(ask, id)}
        head={drawOpener(this.props)}
        body={() => <div class={`ts-section-body ${loading ? 'is-fading' : ''}`}>{body()}</div>}
      />
    ) : (
      <div class="ts-open-panel" data-panel={id}>
        {body()}
      </div>
    )
  }
}
