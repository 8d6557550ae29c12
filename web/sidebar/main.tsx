// Starts the sidebar: finds Missive, connects the ports to the browser and draws after every change.

import { render } from 'preact'
import '../ui/tokens.css'
import '../ui/panel.css'
import '../ui/controls.css'
import './sidebar.css'
import './screens/forms.css'
import type { Drawing } from '../ui/drawing.ts'
import { drawApp } from './app.tsx'
import { listenToKeys } from './keys.ts'
import { chooseLanguage, type Language } from './choose-language.ts'
import { createFormsLoader, type FormsState } from './load-forms.ts'
import { loadWords } from './load-words.ts'
import { adaptMissive } from './missive.ts'
import type { MissiveApi } from './missive-api.d.ts'
import { createBuildWatch } from './new-build.ts'
import { isRecord } from './settings/parse-settings.ts'
import { createSidebar, type Sidebar } from './sidebar.ts'
import { requestOptions } from './gateway.ts'
import type { Words } from './words.ts'

const root = document.getElementById('app') ?? document.body
/** The gateway that serves this page: the folder above /sidebar/. */
const pageUrl = new URL('..', location.href).href
const build = document.querySelector<HTMLMetaElement>('meta[name=tillside-build]')?.content ?? ''
/** The words, and the locale for numbers and dates. */
type Speech = { language: Language; locale: string; words: Words }
let lastTouchMs = 0

function mark(name: string, painted = false) {
  const set = () => {
    // The iframe lives for days, so only the latest mark of each name is kept.
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

/** Returns the same object until something in it changes, so that panels are not redrawn needlessly. */
function createDrawings(sidebar: Sidebar, forms: FormsState, speech: () => Speech) {
  let key = ''
  let drawing: Drawing | undefined
  return (): Drawing => {
    const { selection, remember, pin, pane, lookup } = sidebar.store.state
    const nowMs = Date.now()
    const customerId = lookup?.response.found?.customer?.customerId
    const pinned = pin?.customerId === customerId ? pin?.pinned : undefined
    const canPin = selection.kind === 'one'
    const { words, language, locale } = speech()
    const drawForm = forms.here?.drawForm
    // Includes the number of the open action, because the action may have cleared a form below it.
    const minute = Math.floor(nowMs / 60_000)
    const next = [language, locale, minute, canPin, remember, pinned, pane?.number, !drawForm].join(' ')
    if (!drawing || key !== next)
      drawing = { words, locale, nowMs, host: sidebar.host, canPin, remember, pinned, drawForm }
    key = next
    return drawing
  }
}

/** Starts the page. Outside Missive it only offers its address to copy. */
function begin(api: MissiveApi | undefined, speech: Speech) {
  const missive = adaptMissive(api ?? {})
  const watch = createBuildWatch({
    own: build,
    isIdle: () =>
      !isHolding() &&
      !document.activeElement?.matches('input, textarea') &&
      (document.hidden || performance.now() - lastTouchMs > 30_000),
    recall: () => missive.load('tillside-reloaded'),
    remember: (value) => missive.save('tillside-reloaded', value),
    reload: () => location.reload(),
  })
  const forms = createFormsLoader({
    load: () => import('./screens/forms.tsx'),
    // Safari has no idle callback.
    whenIdle: (run) => (window.requestIdleCallback ?? setTimeout)(run),
    changed: () => changed(),
    gone: () => void learnBuild(),
  })
  /** Whether a reload would lose something typed. */
  const isHolding = () => {
    const { note, pane } = sidebar.store.state
    if (note || (pane && forms.state.here)) return true
    // Drafts are kept for a working day.
    return sidebar.memory.drafts.size > 0 && performance.now() - lastTouchMs < 8 * 3_600_000
  }
  /** Asks the server of this page, which may differ from the gateway in the settings, which build it serves now. */
  const learnBuild = async () => {
    const health = await callFetch(`${pageUrl}health`, requestOptions).catch(() => undefined)
    const content: unknown = await health?.json().catch(() => undefined)
    if (isRecord(content) && typeof content.build === 'string') watch.seen(content.build)
  }
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
      drawApp(
        {
          ...sidebar,
          state: sidebar.store.state,
          words,
          drawing: drawingNow(),
          nowMs: Date.now(),
          build,
          pageUrl,
        },
        forms.state,
      ),
      root,
    )
  }
  const changed = () => {
    const { note, pane, phase, settings } = sidebar.store.state
    if (phase === 'setup' || pane || note) forms.want(pane?.number ?? note ?? phase)
    if (phase !== 'starting' && settings?.locale !== wanted) void follow((wanted = settings?.locale))
    if (!queued) queueMicrotask(draw)
    queued = true
  }
  const sidebar: Sidebar = createSidebar({
    missive,
    fetch: callFetch,
    now: () => Date.now(),
    later,
    mark,
    pageUrl,
    reader: () => ({
      locale: speech.locale,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    onBuild: (seen) => watch.seen(seen),
    place: () => {
      const [element, top] = [document.activeElement, scrollY]
      return () => {
        scrollTo(0, top)
        if (element instanceof HTMLElement && document.activeElement === document.body)
          element.focus({ preventScroll: true })
      }
    },
    foreseeForms: forms.foresee,
    changed,
    focusHeading: () =>
      setTimeout(() => document.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true })),
  })
  const drawingNow = createDrawings(sidebar, forms.state, () => speech)
  listenToKeys(sidebar)
  setInterval(() => void watch.check(), 5_000)
  setInterval(() => document.hidden || draw(), 1_000)
  document.addEventListener('visibilitychange', () => void watch.check())
  window.addEventListener(
    'online',
    () => sidebar.store.state.lookup?.failure && sidebar.selection.refresh(false),
  )
  changed()
  if (api) void sidebar.start()
  else sidebar.store.show({ phase: 'outside' })
}

/** Loads the words for a language setting; retries until that works. */
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

// No top-level await: the second script cannot share the code of a module that awaits, and the build would create a third file.
void speak().then((speech) => begin(window.parent === window ? undefined : window.Missive, speech))
