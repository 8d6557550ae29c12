// The sidebar's own drawing of a panel, as HTML. It is built with the pages, because Node runs no JSX.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Panel } from '#contract/panel.ts'

export type View = { locale: string; timeZone: string; nowMs: number }

const built = new URL('../dist/testing/draw-panel.js', import.meta.url)

export async function drawPanelHtml(panel: Panel, view: View): Promise<string> {
  if (!existsSync(fileURLToPath(built)))
    throw new Error('The drawing of panels is not built. Run: npm run build')
  const { drawPanelHtml: draw } = (await import(built.href)) as {
    drawPanelHtml: (panel: Panel, view: View) => string
  }
  return draw(panel, view)
}
