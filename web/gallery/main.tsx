// The gallery: the real sidebar draws every state from fixture messages. For development only:
// `vite --config web/vite.config.ts --mode gallery`.
// Options in the address: ?w=240 ?theme=dark ?lang=de ?only=3

import { render } from 'preact'
import '../ui/tokens.css'
import '../ui/panel.css'
import '../ui/controls.css'
import '../sidebar/sidebar.css'
import '../sidebar/screens/forms.css'
import './gallery.css'
import * as forms from '../sidebar/screens/forms.tsx'
import { drawApp } from '../sidebar/app.tsx'
import { chooseLanguage, type Language } from '../sidebar/choose-language.ts'
import german from '#words/de/sidebar.json'
import english from '#words/en/sidebar.json'
import french from '#words/fr/sidebar.json'
import type { Words } from '../sidebar/words.ts'
import { createSidebar, type Sidebar } from '../sidebar/sidebar.ts'
import { galleryNow } from './build.ts'
import type { Fixture } from './fixture.ts'
import { fixtures } from './fixtures.ts'

const query = new URLSearchParams(location.search)
document.documentElement.dataset.theme = query.get('theme') ?? 'light'
document.documentElement.style.setProperty('--frame', `${query.get('w') ?? '320'}px`)
const { language, locale } = chooseLanguage(query.get('lang') ?? 'en', ['en-GB', 'de-DE', 'fr-FR'])
const all: Record<Language, Words> = { en: english, de: german, fr: french }
const words = all[language]
const nowMs = Date.parse(galleryNow)
// Countdowns read the clock directly.
Date.now = () => nowMs

function respond(fixture: Fixture, url: string, body: unknown): Promise<Response> {
  const { messages = [], status, answers = [], unanswered } = fixture
  if (url.includes('/api/actions/')) {
    return unanswered && String(body).includes('"run"')
      ? Promise.reject(new TypeError('No answer'))
      : Promise.resolve(Response.json(answers[0]))
  }
  if (status) {
    const problem = { title: 'Stripe did not answer', request_id: 'req_8Hq2' }
    return Promise.resolve(Response.json(problem, { status }))
  }
  if (messages.length === 0) return new Promise(() => undefined)
  return Promise.resolve(new Response(messages.map((message) => JSON.stringify(message)).join('\n')))
}

const testPorts = { fetch, now: () => nowMs, isOnline: () => true, wasBlocked: () => false }

const ignore = () => undefined

async function show(fixture: Fixture, root: HTMLElement) {
  const settings = { version: 1, kind: 'key', url: 'https://till.example/', connectionKey: 'tsk_x' }
  const draw = () => {
    const { selection, remember } = sidebar.store.state
    const canPin = selection.kind === 'one'
    const { drawForm } = forms
    const drawing = { words, locale, timeZone: 'UTC', nowMs, host: sidebar.host, canPin, remember, drawForm }
    const view = {
      ...sidebar,
      state: sidebar.store.state,
      words,
      drawing,
      nowMs,
      build: '0.1.0',
      pageUrl: 'https://till.example/',
      testPorts,
    }
    render(drawApp(view, fixture.formsFailed ? { failed: true } : { here: forms }), root)
  }
  const sidebar: Sidebar = createSidebar({
    missive: {
      onSelection: (listener) =>
        listener(Array.from({ length: fixture.selected ?? 1 }, (_, index) => `c${index}`)),
      correspondence: () =>
        Promise.resolve({ conversation: {}, addresses: fixture.people ?? [], phones: [] }),
      users: () => Promise.resolve([]),
      load: (key) => Promise.resolve(key === 'tillside' && fixture.phase !== 'setup' ? settings : undefined),
      save: () => Promise.resolve(),
      open: () => undefined,
      copy: () => Promise.resolve(true),
      insert: () => true,
      comment: () => Promise.resolve(true),
      task: () => Promise.resolve(true),
    },
    fetch: (input, init) =>
      respond(fixture, input instanceof Request ? input.url : String(input), init?.body),
    now: () => nowMs,
    later: (ms, run) => {
      const timer = setTimeout(run, ms > 1000 ? 1e8 : ms)
      return () => clearTimeout(timer)
    },
    mark: () => undefined,
    pageUrl: 'https://till.example/',
    reader: () => ({ locale, timeZone: 'UTC' }),
    changed: draw,
    focusHeading: ignore,
    place: () => ignore,
    foreseeForms: ignore,
  })
  for (const [key, entries] of Object.entries(fixture.drafts ?? {})) sidebar.memory.drafts.set(key, entries)
  await sidebar.start()
  if (fixture.phase === 'search') sidebar.search.type('4242')
  if (fixture.act) sidebar.actions.act(fixture.act, false)
  for (const selector of fixture.presses ?? []) {
    await new Promise((done) => setTimeout(done, 50))
    root.querySelector<HTMLElement>(selector)?.click()
  }
}

const only = query.get('only')
for (const fixture of fixtures.filter(
  ({ title }) => !only || only.split(`,`).includes(title.split(`.`)[0] ?? ``),
)) {
  const frame = document.createElement('section')
  frame.className = 'frame'
  const heading = document.createElement('h2')
  heading.textContent = fixture.title
  const root = document.createElement('div')
  frame.append(heading, root)
  document.getElementById('frames')?.append(frame)
  void show(fixture, root)
}
