// missive.js of the simulator: the documented global `Missive`, as a classic script that a sidebar page loads from the inbox's
// origin. No eval, no inline style or script, so it runs under the strictest policy that names this origin.

import { getEmailAddresses, getPhoneNumbers } from '../addresses.ts'
import { capitalize, classNames, formatContact, formatTimestamp } from '../format.ts'
import type { TimestampOptions } from '../format.ts'
import { plainMethods } from '../protocol.ts'
import { createBridge } from './bridge.ts'
import { themeFromFrameName, wearTheme } from './theme.ts'

type Listener = (...args: unknown[]) => void
type Action = { label: string; contexts?: string[]; callback?: (data: unknown) => void }
type MenuOption = { label: string; callback?: () => void }

const script = document.currentScript
const hostOrigin = new URL(script instanceof HTMLScriptElement ? script.src : location.href).origin

const listeners = new Map<string, Set<Listener>>()
/** Last arguments of each event, for listeners added later with `retroactive`. */
const happened = new Map<string, unknown[]>()
let actions: Action[] = []

const early = themeFromFrameName(window.name)
if (early) wearTheme(early)

const bridge = createBridge(hostOrigin, (signal) => {
  if (signal.type === 'theme') wearTheme(signal.theme)
  else if (signal.type === 'action') actions[signal.index]?.callback?.(signal.data)
  else {
    happened.set(signal.name, signal.args)
    for (const listener of listeners.get(signal.name) ?? []) listener(...signal.args)
  }
})

function on(event: string, callback: Listener, options: { retroactive?: boolean } = {}): void {
  const known = listeners.get(event) ?? new Set()
  listeners.set(event, known.add(callback))
  const past = happened.get(event)
  if (options.retroactive && past) callback(...past)
}

async function openContextMenu(menu: { options: MenuOption[] } & Record<string, unknown>): Promise<void> {
  const labels = menu.options.map(({ label }) => ({ label }))
  const chosen = await bridge.call('openContextMenu', [{ ...menu, options: labels }])
  if (typeof chosen === 'number') menu.options[chosen]?.callback?.()
}

function setActions(given: Action[]): Promise<unknown> {
  actions = given
  return bridge.call('setActions', [given.map(({ callback: _callback, ...shown }) => shown)])
}

async function writeToClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).catch(() => undefined)
  await bridge.call('writeToClipboard', [text])
}

async function reload(): Promise<void> {
  await bridge.call('reload', [])
  location.reload()
}

const plainCalls = Object.fromEntries(
  plainMethods.map((method) => [method, (...args: unknown[]) => bridge.call(method, args)]),
)

const missive = {
  ...plainCalls,
  on,
  openContextMenu,
  setActions,
  writeToClipboard,
  reload,
  getEmailAddresses,
  getPhoneNumbers,
  capitalize,
  classNames,
  formatContact,
  formatTimestamp: (seconds: number, options: TimestampOptions = {}) =>
    formatTimestamp(seconds, options, { nowMs: Date.now() }),
}

Object.defineProperty(window, 'Missive', { value: missive, configurable: true, writable: true })
