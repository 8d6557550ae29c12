// Starts the sidebar: finds Missive, builds the ports out of the browser, draws on every change.

import { render } from 'preact'
import '../ui/tokens.css'
import '../ui/panel.css'
import '../ui/controls.css'
import './sidebar.css'
import type { Drawing } from '../ui/drawing.ts'
import { drawApp } from './app.tsx'
import type { TestPorts } from './connection-test.ts'
import { listenToKeys } from './keys.ts'
import { chooseLanguage, type Language } from './choose-language.ts'
import { loadWords } from './load-words.ts'
import { adaptMissive } from './missive.ts'
import type { MissiveApi } from './missive-api.d.ts'
import { createBuildWatch } from './new-build.ts'
import { Sidebar } from './sidebar.ts'
import type { Words } from './words.ts'

const root = document.getElementById('app') ?? document.body
/** The gateway that serves this page: the folder above /sidebar/. */
const pageUrl = new URL('..', location.href).href
const build = document.querySelector<HTMLMetaElement>('meta[name=tillside-build]')?.content ?? ''
const blocked = new Set<string>()
type Speech = { language: Language; locale: string; words: Words }
let speech = await speak()
let lastTouchMs = 0

function mark(name: string, painted = false) {
  const set = () => {
    // The iframe lives for days: only the newest of a name is kept.
    performance.clearMarks(name)
    performance.mark(name)
  }
  if (painted) requestAnimationFrame(() => setTimeout(set))
  else set()
}

const later = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

const callFetch: typeof fetch = (...call) => fetch(...call)
const testPorts: TestPorts = {
  fetch: callFetch,
  now: () => performance.now(),
  isOnline: () => navigator.onLine,
  wasBlocked: (url) => blocked.has(new URL(url).origin),
}

/** The same object until something in it changes, so that panels are not drawn again for nothing. */
function createDrawings(sidebar: Sidebar) {
  let key = ''
  let drawing: Drawing | undefined
  return (): Drawing => {
    const { selection, remember, pin, looked } = sidebar.state
    const nowMs = Date.now()
    const customerId = looked?.answer.found?.customer?.customerId
    const pinned = pin?.customerId === customerId ? pin?.pinned : undefined
    const canPin = selection.kind === 'one'
    const { words, language, locale } = speech
    const next = [language, locale, Math.floor(nowMs / 60_000), canPin, remember, pinned].join(' ')
    if (!drawing || key !== next) drawing = { words, locale, nowMs, host: sidebar, canPin, remember, pinned }
    key = next
    return drawing
  }
}

/** Without Missive around there is one thing to do: copy the address. */
function begin(api: MissiveApi | undefined) {
  const missive = adaptMissive(api ?? {})
  const watch = createBuildWatch({
    own: build,
    isIdle: () =>
      !document.activeElement?.matches('input, textarea') &&
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
    const { words } = speech
    render(
      drawApp({ sidebar, words, drawing: drawingNow(), nowMs: Date.now(), build, pageUrl, testPorts }),
      root,
    )
  }
  const changed = () => {
    const { phase, settings } = sidebar.state
    if (phase !== 'starting' && settings?.locale !== wanted) void follow((wanted = settings?.locale))
    if (!queued) queueMicrotask(draw)
    queued = true
  }
  const sidebar: Sidebar = new Sidebar({
    missive,
    fetch: callFetch,
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
  const drawingNow = createDrawings(sidebar)
  listenToKeys(sidebar)
  setInterval(() => void watch.check(), 5_000)
  setInterval(() => document.hidden || draw(), 1_000)
  document.addEventListener('visibilitychange', () => void watch.check())
  window.addEventListener('online', () => sidebar.state.looked?.failure && sidebar.refresh(false))
  changed()
  if (api) void sidebar.start()
  else sidebar.show({ phase: 'outside' })
}

/** The words of a setting; tries until they are here. */
async function speak(setting?: string): Promise<Speech> {
  const chosen = chooseLanguage(setting, navigator.languages)
  for (;;) {
    try {
      const words = await loadWords(chosen.language)
      document.documentElement.lang = chosen.language
      return { ...chosen, words }
    } catch {
      await new Promise((done) => setTimeout(done, 3_000))
    }
  }
}

for (const kind of ['pointerdown', 'keydown', 'wheel'])
  document.addEventListener(kind, () => (lastTouchMs = performance.now()), { passive: true })
document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
  const url = URL.parse(blockedURI)
  if (url) blocked.add(url.origin)
})

begin(window.parent === window ? undefined : window.Missive)
