// The methods by which the sidebar affects the page around it: dialogs, menus, addresses, panes, a sign-in in another tab.

import { signal } from '@preact/signals'
import { z } from 'zod'
import { logDeed, select, toast } from './actions.ts'
import { recordOf, safeHref, textOf } from './arguments.ts'
import { callbackChannel } from './callback-channel.ts'
import { askForm, askMenu, closeForm, showAlert } from './dialogs/state.ts'
import { deeds, searchText, sidebarShown } from './world-state.ts'

const actionSchema = z.array(z.looseObject({ label: z.string(), contexts: z.array(z.string()).catch([]) }))

/** The actions that the sidebar registered; shown above the conversation. */
export const offeredActions = signal<z.infer<typeof actionSchema>>([])

const did = (method: string, args: unknown[]) => {
  deeds.value = [...deeds.value, { method, args }]
}

function alert(given: unknown): void {
  const { title, message, note } = recordOf(given)
  const shown = { title: textOf(title), message: textOf(message), note: textOf(note) }
  showAlert({ ...shown, title: shown.title || 'Error in “Tillside” integration' })
  did('alert', [given])
  logDeed('alert', shown.message)
}

/** Opens nothing automatically: shows the address as a link. */
function openURL(url: unknown): void {
  const href = safeHref(textOf(url))
  did('openURL', [url])
  logDeed('openURL', textOf(url), href ? { href } : { note: 'refused: not a web address' })
  if (href) toast(href, href)
  else toast('The sidebar wanted to open something that is not a web address')
}

/** Resolves with the query that the page in the other tab returned. */
function initiateCallback(url: unknown): Promise<Record<string, string>> {
  const target = new URL(textOf(url))
  target.searchParams.set('redirectTo', new URL('/callback.html', location.href).href)
  did('initiateCallback', [url])
  logDeed('initiateCallback', target.href, { href: target.href })
  toast('The sidebar asks you to sign in', target.href)
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(callbackChannel)
    channel.addEventListener('message', (event) => {
      channel.close()
      resolve(z.record(z.string(), z.string()).catch({}).parse(event.data))
    })
  })
}

function show(isShown: boolean): void {
  sidebarShown.value = isShown
  did(isShown ? 'openSelf' : 'closeSelf', [])
}

/** Methods that change the page around the sidebar. */
export const showMethods = {
  alert,
  openURL,
  initiateCallback,
  openForm: askForm,
  closeForm,
  openContextMenu: askMenu,
  openSelf: () => show(true),
  closeSelf: () => show(false),
  navigate: (given: unknown) => select([textOf(recordOf(given)['conversationId'])]),
  search: (text: unknown) => {
    searchText.value = textOf(text)
  },
  setActions: (given: unknown) => {
    offeredActions.value = actionSchema.catch([]).parse(given)
  },
  writeToClipboard: (text: unknown) => {
    did('writeToClipboard', [text])
    logDeed('writeToClipboard', textOf(text))
  },
  reload: () => did('reload', []),
}
