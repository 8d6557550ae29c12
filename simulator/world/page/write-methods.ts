// The methods by which the sidebar changes conversations and the reply draft. Each call is logged.

import { addNote, logDeed, nextNumber, sendDraft, setDraft, tick } from './actions.ts'
import { htmlToText, idsOf, mailOf, recordOf, textOf } from './arguments.ts'
import { usersFor } from '../../missive/people.ts'
import { changeDoings, deeds, drafts, opened, pane, tasks, userId } from './world-state.ts'
import type { Doings } from './world-state.ts'

const currentId = (): string => {
  const id = opened.value?.id
  if (id === undefined) throw new Error('No conversation is open')
  return id
}
const myName = () => usersFor(userId.value).find(({ me }) => me)?.first_name ?? 'You'

function did(method: string, args: unknown[], shown = ''): void {
  deeds.value = [...deeds.value, { method, args }]
  logDeed(method, shown)
}

function insert(method: string, given: unknown, text: string): void {
  const id = currentId()
  const before = drafts.value.get(id) ?? ''
  const gap = before === '' || /\s$/.test(before) ? '' : ' '
  setDraft(id, before + gap + text)
  did(method, [given], text)
  if (/https?:\/\//.test(text)) tick('pay-link')
  pane.value = 'mail'
}

/** `deliver: true` sends immediately, as documented; without it the text stays in the composer. */
function write(method: string, given: unknown): void {
  const mail = mailOf(given)
  const body = htmlToText(mail.body ?? '')
  insert(method, given, [mail.subject && method === 'compose' ? `${mail.subject}\n` : '', body].join(''))
  if (recordOf(given)['deliver'] === true) sendDraft(currentId())
}

function comment(body: unknown): void {
  addNote(currentId(), myName(), textOf(body))
  did('comment', [body], textOf(body))
}

function createTask(title: unknown, completed: unknown): void {
  const task = { title: textOf(title), completed: completed === true }
  tasks.value = [...tasks.value, { id: `task-${nextNumber()}`, conversation_id: currentId(), ...task }]
  did('createTask', [title, completed], task.title)
}

/** A method that changes the state of the open conversation. */
const changing =
  (method: string, change: (doings: Doings, ids: string[]) => Partial<Doings>) => (given: unknown) => {
    const ids = idsOf(given)
    changeDoings(currentId(), (doings) => change(doings, ids))
    did(method, given === undefined ? [] : [given], ids.join(', '))
  }
const union = (a: string[], b: string[]) => [...new Set([...a, ...b])]
const without = (a: string[], b: string[]) => a.filter((item) => !b.includes(item))

/** Methods that write. */
export const writeMethods = {
  comment,
  createTask,
  insertText: (text: unknown) => insert('insertText', text, textOf(text)),
  insertHtml: (html: unknown) => insert('insertHtml', html, htmlToText(textOf(html))),
  reply: (given: unknown) => write('reply', given),
  compose: (given: unknown) => write('compose', given),
  composeInConversation: (given: unknown) => write('composeInConversation', given),
  forward: (given: unknown) => write('forward', given),
  createConversation: (given: unknown) => did('createConversation', [given]),
  archive: changing('archive', () => ({ archived: true })),
  trash: changing('trash', () => ({ archived: true })),
  moveToInbox: changing('moveToInbox', () => ({ archived: false })),
  close: changing('close', () => ({ closed: true })),
  reopen: changing('reopen', () => ({ closed: false })),
  assign: changing('assign', (_, ids) => ({ assignees: ids })),
  addAssignees: changing('addAssignees', ({ assignees }, ids) => ({ assignees: union(assignees, ids) })),
  removeAssignees: changing('removeAssignees', ({ assignees }, ids) => ({
    assignees: without(assignees, ids),
  })),
  addLabels: changing('addLabels', ({ labels }, ids) => ({ labels: union(labels, ids) })),
  removeLabels: changing('removeLabels', ({ labels }, ids) => ({ labels: without(labels, ids) })),
  setColor: (color: unknown) => did('setColor', [color], textOf(color)),
  setSubject: (subject: unknown) => did('setSubject', [subject], textOf(subject)),
}
