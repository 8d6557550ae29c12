// Runs the buttons and links of panels, and opens the actions of the configuration.

import type { ActionResponse, ActionRequest } from '#contract/actions.ts'
import type { Action } from '#contract/panel.ts'
import type { ActionTarget } from '../../ui/drawing.ts'
import { callGateway, Failure, isOneOf } from '../gateway.ts'
import type { SearchBox } from '../lookup/search.ts'
import type { MissiveHost } from '../missive.ts'
import type { SidebarPorts } from '../ports.ts'
import type { SelectionPart } from '../selection/selection.ts'
import type { State } from '../state.ts'
import type { Store } from '../store.ts'
import { replyText } from './reply-html.ts'

type ActionDeps = {
  store: Store
  search: Pick<SearchBox, 'type'>
  selection: Pick<SelectionPart, 'choose' | 'load' | 'readMe' | 'refresh'>
}

type ActionPorts = Pick<SidebarPorts, 'fetch' | 'limitMs' | 'onBuild' | 'place' | 'reader'> & {
  missive: Pick<MissiveHost, 'comment' | 'copy' | 'insert' | 'open' | 'task'>
}

const types = ['form', 'confirm', 'outcome'] as const

/** Creates the actions of the sidebar. */
export function createActions({ store, search, selection }: ActionDeps, ports: ActionPorts) {
  const { missive, place } = ports
  const { show, notify } = store
  let opened = 0

  async function copy(text: string, done: State['notice'] = 'copied'): Promise<void> {
    notify((await missive.copy(text)) ? done : 'notCopied')
  }

  /** Opens an action; with `check`, it starts from settings that were edited in place. */
  function act(target: ActionTarget, check: boolean): void {
    show({ pane: { target, check, back: store.state.pane?.back ?? place(), number: (opened += 1) } })
  }

  return {
    act,
    /** Runs a panel's button or link; `from` is the panel's id. */
    run: (action: Action, from = ''): void => {
      switch (action.kind) {
        case 'open':
          return missive.open(action.href)
        case 'copy':
          return void copy(action.text)
        case 'insert':
          if (missive.insert(action.text, action.href)) notify('inserted')
          else void copy(replyText(action.text, action.href), 'notInserted')
          return
        case 'comment':
        case 'task':
          return show({ note: action, pane: undefined })
        case 'show':
          return selection.choose(action.customer)
        case 'search':
          show({ pane: undefined })
          return search.type(action.text)
        case 'refresh':
          return selection.refresh()
        case 'run':
          return act(action, false)
        case 'load':
          return void selection.load(action, from)
      }
    },
    /** Posts the comment or creates the task. */
    sendNote: async (text: string): Promise<void> => {
      const { note } = store.state
      if (!note || !text.trim()) return
      const done = await missive[note.kind](text)
      if (done) show({ note: undefined })
      notify(done ? note.kind : 'notDone')
    },
    /** Sends one request about an action, with this person's name; throws a Failure if there is no response. */
    send: async (action: string, request: ActionRequest, signal?: AbortSignal): Promise<ActionResponse> => {
      const { settings } = store.state
      if (!settings) throw new Failure('unauthorized')
      const me = await selection.readMe()
      const by = me?.display_name ?? [me?.first_name, me?.last_name].filter(Boolean).join(' ')
      const body = JSON.stringify({ ...request, by: by.slice(0, 80) || undefined, ...ports.reader() })
      const response = await callGateway(
        settings,
        `api/actions/${action}`,
        { method: 'POST', body },
        ports,
        signal,
      )
      const content: unknown = await response.json().catch(() => undefined)
      if (isOneOf<ActionResponse>(content, types)) return content
      throw new Failure('broken', '', response.headers.get('Request-Id') ?? undefined)
    },
  }
}
