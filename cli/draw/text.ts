// Draws a panel as text for a terminal: every kind of block, nothing left out. What other surfaces show by colour is a word here.

import type { Action, Block, BlockOf, Field, Inline, Panel } from '#contract/panel.ts'
import { drawDate, drawInline, tame, type Reader } from './inline.ts'
import { drawFormField } from './form-field.ts'

type ListItem = BlockOf<'list'>['items'][number]
type Cells = string[][]

/** Returns the whole panel, without a final newline. */
export function drawPanelText(panel: Panel, reader: Reader): string {
  const { title, count, note, blocks, pending, onOpen } = panel
  const about = [title, count && `(${count})`].filter(Boolean).join(' ')
  const lines = [
    ...(about ? [tame(about), '='.repeat(about.length)] : []),
    ...(note && !saysSo(blocks, note.text, reader)
      ? [`${mark(note.icon ?? note.status)}${drawInline(note.text, reader)}`]
      : []),
    ...blocks.flatMap((block, at) => [...(at > 0 || about ? [''] : []), ...drawBlock(block, reader)]),
    ...(pending ? ['', '…'] : []),
    ...(onOpen ? ['', `(read when it is opened${targetOf(onOpen)})`] : []),
  ]
  return lines.join('\n').trimEnd()
}

/** The note of a closed panel repeats its alert. Here both would be shown, so the note is left out. */
const saysSo = (blocks: readonly Block[], text: Inline, reader: Reader): boolean =>
  blocks.some(
    (block) => block.type === 'alert' && drawInline(block.title, reader) === drawInline(text, reader),
  )

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
/** `ok` and `dot` need no word. */
const mark = (sign: string | undefined) =>
  sign === undefined || sign === 'ok' || sign === 'dot' ? '' : `[${sign}] `

function drawBlock(block: Block, reader: Reader): string[] {
  const line = (text: Parameters<typeof drawInline>[0]) => drawInline(text, reader)
  switch (block.type) {
    case 'header':
      return drawHeader(block, reader)
    case 'verdict':
      return [
        `${mark(block.icon ?? block.status)}${block.word}${block.amount ? `  ${line(block.amount)}` : ''}`,
        ...block.notes.map(({ start, end }) => `  ${line(start)}${end ? `  ${line(end)}` : ''}`),
        ...drawActions(block.actions),
      ]
    case 'alert':
      return [
        `! ${mark(block.icon ?? block.status)}${line(block.title)}`,
        ...(block.text ? [`  ${line(block.text)}`] : []),
        ...(block.ticks ?? []).map((tick) => `  [ ] ${tick}`),
        ...drawActions(block.actions),
      ]
    case 'fields':
      return drawFields(block.fields, reader)
    case 'list':
      return drawList(block, reader)
    case 'table':
      return drawTable(block, reader)
    case 'timeline':
      return block.events.flatMap((event) => drawEvent(event, reader))
    case 'text':
      return [line(block.text)]
    case 'actions':
      return drawActions(block.actions)
    case 'tabs':
      return [
        `${block.label}: ${block.tabs.map((tab) => (isCurrent(tab) ? `*${tab.label}*` : tab.label)).join(' | ')}`,
      ]
    case 'form':
      return drawForm(block, reader)
    case 'meter':
      return [drawMeter(block)]
    default:
      return block.choices.flatMap((choice) => [
        `- ${mark(choice.icon ?? choice.status)}${line(choice.name)}${choice.amount ? `  ${line(choice.amount)}` : ''}`,
        `  ${[choice.word, choice.note, choice.id, choice.idNote].flatMap((one) => (one ? [line(one)] : [])).join(', ')}`,
      ])
  }
}

function drawHeader(block: BlockOf<'header'>, reader: Reader): string[] {
  const badges = (block.badges ?? []).map(({ text }) => ` [${text}]`).join('')
  const { name, address, match, warning, customer } = block
  return [
    `${drawInline(name, reader)}${badges}`,
    ...(address ? [tame(address)] : []),
    ...(customer ? [customer.customerId] : []),
    ...(match ? [drawInline(match.text, reader)] : []),
    ...(warning ? [`! ${drawInline(warning, reader)}`] : []),
  ]
}

function drawFields(fields: readonly Field[], reader: Reader): string[] {
  const width = Math.max(0, ...fields.map(({ label }) => label.length))
  return fields.flatMap(({ label, value, icon, status, note }) => {
    const values = typeof value === 'object' && 'lines' in value ? value.lines : [value]
    const lines = values.map((one) => drawInline(one, reader))
    if (note) lines.push(`(${drawInline(note, reader)})`)
    return lines.map((text, at) => {
      const start = at === 0 ? `${label}:`.padEnd(width + 1) : ' '.repeat(width + 1)
      return `${start} ${at === 0 ? mark(icon ?? status) : ''}${text}`.trimEnd()
    })
  })
}

function drawList({ items, more }: BlockOf<'list'>, reader: Reader): string[] {
  return [
    ...items.flatMap((item) => drawItem(item, reader)),
    ...(more ? [`… ${drawInline(more.text, reader)}${more.href ? ` <${more.href}>` : ''}`] : []),
  ]
}

function drawItem(item: ListItem, reader: Reader): string[] {
  const { icon, status, title, amount, meta, when, fields, actions } = item
  const parts = [title, amount, when].flatMap((one) => (one === undefined ? [] : [drawInline(one, reader)]))
  return [
    `- ${mark(icon ?? status)}${parts.join('  ')}`,
    ...(meta ? [`  ${drawInline(meta, reader)}`] : []),
    ...indent(drawFields(fields ?? [], reader)),
    ...drawActions(actions),
  ]
}

function drawEvent(event: BlockOf<'timeline'>['events'][number], reader: Reader): string[] {
  const { at, status, icon, title, meta, tag, now } = event
  const start = `${drawDate(at, 'time', reader)}  ${mark(icon ?? status)}${drawInline(title, reader)}`
  return [
    `${start}${tag ? ` [${tag}]` : ''}${now ? ' (now)' : ''}`,
    ...(meta ? [`  ${drawInline(meta, reader)}`] : []),
  ]
}

function drawTable({ columns, rows, totals = [] }: BlockOf<'table'>, reader: Reader): string[] {
  const draw = (row: (typeof rows)[number]) => row.map((cell) => drawInline(cell, reader))
  const [head, body, sums]: Cells[] = [[columns.map(({ label }) => label)], rows.map(draw), totals.map(draw)]
  const all = [...(head ?? []), ...(body ?? []), ...(sums ?? [])]
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  const lay = (row: string[]) =>
    columns
      .map(({ numeric }, at) =>
        numeric ? (row[at] ?? '').padStart(widths[at] ?? 0) : (row[at] ?? '').padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [
    ...(head ?? []).map(lay),
    rule,
    ...(body ?? []).map(lay),
    ...(totals.length > 0 ? [rule, ...(sums ?? []).map(lay)] : []),
  ]
}

function drawForm({ action, fields, note, locked }: BlockOf<'form'>, reader: Reader): string[] {
  return [
    `Settings, saved by ${action}${note ? ` ${note}` : ''}`,
    ...indent(fields.flatMap((field) => drawFormField(field, reader))),
    ...(locked ? [`  (locked: ${locked})`] : []),
  ]
}

const meterWidth = 20

function drawMeter({ label, value, max, text, status }: BlockOf<'meter'>): string {
  const full = Math.round((Math.min(value, max) / max) * meterWidth)
  return `${label}: ${mark(status)}[${'#'.repeat(full)}${'.'.repeat(meterWidth - full)}] ${text}`
}

const isCurrent = (action: Action) => action.kind === 'load' && action.current === true

function drawActions(actions: readonly Action[] | undefined): string[] {
  return (actions ?? []).map((action) => {
    const locked = action.kind === 'run' && action.locked ? ` (locked: ${action.locked})` : ''
    const note = action.kind === 'run' && action.note ? ` (${action.note})` : ''
    return tame(`  > ${action.label}${targetOf(action)}${note}${locked}`)
  })
}

function targetOf(action: Action): string {
  if (action.kind === 'open') return ` <${action.href}>`
  if (action.kind === 'run') return `: action ${action.action}`
  if (action.kind !== 'load') return ''
  const params = Object.entries(action.params).map(([name, value]) => ` --param ${name}=${value}`)
  return `: panel ${action.panel}${params.join('')}`
}
