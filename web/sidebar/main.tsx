// Starts the sidebar: finds Missive, builds the ports out of the browser, draws on every change.

import { render } from 'preact'
import '../ui/tokens.css'
import '../ui/panel.css'
import '../ui/controls.css'
import './sidebar.css'
import type { Drawing, Host } from '../ui/drawing.ts'
import { App } from './app.tsx'
import type { TestPorts } from './connection-test.ts'
import { listenToKeys } from './keys.ts'
import { chooseLanguage, type Language } from './choose-language.ts'
import { loadWords } from './load-words.ts'
import { adaptMissive } from './missive.ts'
import type { MissiveApi } from './missive-api.d.ts'
import { createBuildWatch } from './new-build.ts'
import { Outside } from './screens.tsx'
import { Sidebar } from './sidebar.ts'
import type { View } from './view.ts'
import type { Words } from './words.ts'

const root = document.getElementById('app') ?? document.body
/** The gateway that serves this page: the folder above /sidebar/. */
const pageUrl = new URL('..', location.href).href.replace(/[?#].*$/, '')
const build = document.querySelector<HTMLMetaElement>('meta[name=tillside-build]')?.content ?? ''
const blocked = new Set<string>()
type Speech = { setting: string | undefined; language: Language; locale: string; words: Words }
let speech = await speak()
let lastTouchMs = performance.now()

function mark(name: string, painted = false) {
  const set = () => {
    // The iframe lives for days: only the newest of a name is kept.
    performance.clearMarks(name)
    performance.mark(name)
  }
  if (!painted) return set()
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', set)
    port1.start()
    port2.postMessage(0)
  })
}

const later = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

const testPorts: TestPorts = {
  fetch: (...call) => fetch(...call),
  now: () => performance.now(),
  isOnline: () => navigator.onLine,
  wasBlocked: (url) => blocked.has(new URL(url).origin),
}

function hostOf(sidebar: Sidebar): Host {
  const { selection, remember } = sidebar.state
  return {
    run: (action) => sidebar.run(action),
    choose: (customer) => sidebar.choose(customer),
    ...(selection.kind === 'one'
      ? {
          pin: (customer, pinned) => void sidebar.pin(customer, pinned),
          remember: { value: remember, set: (value) => sidebar.setRemember(value) },
        }
      : {}),
  }
}

/** The same object until something in it changes, so that panels are not drawn again for nothing. */
function createDrawings() {
  let key = ''
  let drawing: Drawing | undefined
  return (sidebar?: Sidebar): Drawing => {
    const { selection, remember, pin, looked } = sidebar?.state ?? {}
    const nowMs = Date.now()
    const pinned =
      pin && pin.customerId === looked?.answer.found?.customer?.customerId ? pin.pinned : undefined
    const { words, language, locale } = speech
    const next = [language, locale, Math.floor(nowMs / 60_000), selection?.kind, remember, pinned].join(' ')
    if (drawing && key === next) return drawing
    key = next
    const host: Host = sidebar ? hostOf(sidebar) : outside
    drawing = { words, locale, nowMs, host, ...(pinned === undefined ? {} : { pinned }) }
    return drawing
  }
}

/** Without Missive there is one thing to do: copy the address. */
const outside: Host = {
  run: (action) => void (action.kind === 'copy' && adaptMissive({}).copy(action.text)),
  choose: () => undefined,
}

function begin(api: MissiveApi) {
  const missive = adaptMissive(api)
  const drawingOf = createDrawings()
  const watch = createBuildWatch({
    own: build,
    isIdle: () =>
      !document.activeElement?.matches('input, textarea, select') &&
      !sidebar.state.note &&
      (document.hidden || performance.now() - lastTouchMs > 30_000),
    recall: () => missive.load('tillside-reloaded'),
    remember: (value) => missive.save('tillside-reloaded', value),
    reload: () => location.reload(),
  })
  let queued = false
  let wanted: string | undefined
  const follow = async (setting: string | undefined) => {
    const next = await speak(setting)
    if (setting !== wanted) return
    speech = next
    changed()
  }
  const draw = () => {
    queued = false
    const view: View = { sidebar, words: speech.words, drawing: drawingOf(sidebar), build, pageUrl }
    render(<App view={view} testPorts={testPorts} />, root)
  }
  const changed = () => {
    const { phase, settings } = sidebar.state
    if (phase !== 'starting' && settings?.locale !== wanted) void follow((wanted = settings?.locale))
    if (!queued) queueMicrotask(draw)
    queued = true
  }
  const sidebar: Sidebar = new Sidebar({
    missive,
    fetch: (...call) => fetch(...call),
    now: () => Date.now(),
    later,
    mark,
    pageUrl,
    locale: () => speech.locale,
    onBuild: (seen) => watch.seen(seen),
    changed,
    focusHeading: () =>
      setTimeout(() => document.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true })),
  })
  listenToKeys(sidebar)
  setInterval(() => void watch.check(), 5_000)
  setInterval(draw, 60_000)
  document.addEventListener('visibilitychange', () => void watch.check())
  window.addEventListener('online', () => sidebar.state.looked?.failure && sidebar.refresh(false))
  changed()
  void sidebar.start()
}

/** The words of a setting; tries until they are here. */
async function speak(setting?: string): Promise<Speech> {
  const chosen = chooseLanguage(setting, navigator.languages)
  for (;;) {
    try {
      const words = await loadWords(chosen.language)
      document.documentElement.lang = chosen.language
      return { ...chosen, setting, words }
    } catch {
      await new Promise((done) => setTimeout(done, 3_000))
    }
  }
}

for (const kind of ['pointerdown', 'keydown', 'wheel'] as const)
  document.addEventListener(kind, () => (lastTouchMs = performance.now()), { passive: true })
document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
  const url = URL.parse(blockedURI)
  if (url) blocked.add(url.origin)
})

if (window.Missive && window.parent !== window) begin(window.Missive)
else {
  render(
    <main class="ts-sidebar" data-state="outside">
      <Outside words={speech.words} drawing={createDrawings()()} pageUrl={pageUrl} />
    </main>,
    root,
  )
}
