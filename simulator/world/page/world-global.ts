// `window.world`: the API for browser tests, with everything a person can do on the page.
//
//   select(ids)           selects conversations, as clicks would; [] deselects
//   conversations()       id, subject, hint and sender of each
//   did()                 what the sidebar did in Missive, in order: [{ method, args }]
//   store()               the current user's store; setStore(key, value) writes, clearStore() empties it
//   user(), setUser(id)   'noor', 'jonas', 'mara'; changing reloads the sidebar
//   setTheme('dark')      as the switch does; setMode('test') too
//   control({ fault })    'none' | 'slow' | 'rate_limited' | 'down' | 'no_disputes' | 'offline' | 'missive_limited'
//   reply(id?)            text in the composer of a conversation, by default of the open one
//   notes(id?), tasks()   comments and tasks
//   posts(id?)            what programs posted into a conversation
//   log()                 lines as shown, calls under their requests
//   tried()               ids ticked off in "What to try"
//   reloadSidebar(), setSidebarWidth(px), emit(event, ...args)

import { stories } from '../../missive/conversations.ts'
import type { Fault } from '../facts.ts'
import { readMode, reloadSidebar, select, setFault, setMode, setTheme, setUser } from './actions.ts'
import { emit } from './host.ts'
import {
  conversations,
  deeds,
  doingsOf,
  drafts,
  logGroups,
  opened,
  posts,
  sidebarWidth,
  stores,
  tasks,
  tried,
  userId,
} from './world-state.ts'

const world = {
  select,
  conversations: () =>
    conversations.value.map(({ id, subject, messages }) => ({
      id,
      subject,
      hint: stories.find((story) => story.id === id)?.hint ?? '',
      from: messages[0]?.from_field,
    })),
  did: () => deeds.value,
  store: () => stores.all(userId.value),
  setStore: (key: string, value: unknown) => {
    stores.set(userId.value, key, value)
    readMode()
  },
  clearStore: () => stores.clear(userId.value),
  user: () => userId.value,
  setUser,
  setTheme,
  setMode,
  control: (wanted: { fault: Fault }) => setFault(wanted.fault),
  reply: (id = opened.value?.id ?? '') => drafts.value.get(id) ?? '',
  notes: (id = opened.value?.id ?? '') => doingsOf(id).notes,
  tasks: () => tasks.value,
  posts: (id = opened.value?.id ?? '') => posts.value.filter(({ conversation }) => conversation === id),
  log: () => logGroups.value,
  tried: () => [...tried.value],
  reloadSidebar,
  setSidebarWidth: (width: number) => {
    sidebarWidth.value = width
  },
  emit,
}

/** Puts `world` on the window. */
export function exposeWorld(): void {
  Object.defineProperty(window, 'world', { value: world })
}
