// Draws a panel as the sidebar does, to a string: for tests of panels. Built to dist/testing/draw-panel.js.

import type { Panel } from '#contract/panel.ts'
import german from '#words/de/sidebar.json'
import english from '#words/en/sidebar.json'
import french from '#words/fr/sidebar.json'
import { render } from 'preact-render-to-string'
import type { Host } from '../ui/drawing.ts'
import { PanelView } from '../ui/panel-view.tsx'
import { chooseLanguage } from '../sidebar/choose-language.ts'

export type View = { locale: string; timeZone: string; nowMs: number }

const words = { en: english, de: german, fr: french }

/** Nothing happens in a drawing. */
const host: Host = {
  run: () => undefined,
  act: () => undefined,
  drafts: new Map(),
  foresee: () => undefined,
  choose: () => undefined,
  pin: () => undefined,
  show: () => undefined,
}

/** Returns the panel's elements, opened, without the page around them. */
export function drawPanelHtml(panel: Panel, { locale: wanted, timeZone, nowMs }: View): string {
  const { language, locale } = chooseLanguage(undefined, [wanted])
  const drawing = {
    words: words[language],
    locale,
    timeZone,
    nowMs,
    host,
    canPin: false,
    remember: false,
    panelId: panel.id,
    panelTitle: panel.title,
  }
  return render(<PanelView panel={{ ...panel, open: true }} drawing={drawing} />)
}
