// `window.preview`: what a test drives the page with, in Playwright or any other tool.

import type { EnvironmentName } from '../facts.ts'
import type { HostEvent, ObjectContext } from '../host-api.ts'
import type { LoggedEvent, Preview } from './preview.ts'

export type WindowPreview = {
  /** Views of the manifest: viewport and component. */
  views(): { viewport: string; component: string }[]
  /** Shows a view and resolves when it is drawn; rejects with what went wrong. Without an object, the first of its kind. */
  show(view: string, objectContext?: ObjectContext): Promise<{ ms: number }>
  log(): readonly LoggedEvent[]
  /** Who looks; draws the view anew. */
  viewer(key: string): Promise<{ ms: number }>
  environment(name: EnvironmentName): Promise<{ ms: number }>
  objects(kind: string): Promise<{ id: string; object: string; title: string }[]>
}

declare global {
  interface Window {
    preview?: WindowPreview
  }
}

/** The outcome of the next mount. */
function nextOutcome(preview: Preview): Promise<{ ms: number }> {
  return new Promise((resolve, reject) => {
    const { log } = preview.get()
    const seen = new Set<HostEvent>(log)
    const stop = preview.listen(() => {
      for (const event of preview.get().log) {
        if (seen.has(event)) continue
        seen.add(event)
        if (event.type === 'ready') resolve({ ms: event.ms })
        else if (event.type === 'error' && event.where !== 'script') reject(new Error(event.message))
        else continue
        stop()
        return
      }
    })
  })
}

/** Does something and waits for what comes of it. */
async function outcomeOf(preview: Preview, act: () => unknown): Promise<{ ms: number }> {
  const outcome = nextOutcome(preview)
  await act()
  return outcome
}

export function exposePreview(preview: Preview): void {
  const { facts } = preview.get()
  const viewNamed = (name: string) => {
    const view = preview.findView(name)
    if (view) return view
    const names = facts.manifest.ui_extension.views.map(({ viewport }) => viewport)
    throw new Error(`There is no view "${name}". The manifest has: ${names.join(', ')}`)
  }
  window.preview = {
    views: () => preview.get().facts.manifest.ui_extension.views,
    show: async (name, objectContext) => {
      const view = viewNamed(name)
      return outcomeOf(preview, () => preview.show(view, objectContext ? { objectContext } : {}))
    },
    log: () => preview.get().log,
    viewer: async (key) => {
      if (!facts.viewers.some((viewer) => viewer.key === key)) {
        throw new Error(
          `There is no viewer "${key}". There are: ${facts.viewers.map((viewer) => viewer.key).join(', ')}`,
        )
      }
      return outcomeOf(preview, () => preview.be(key))
    },
    environment: (name) => outcomeOf(preview, () => preview.stand(name)),
    objects: (kind) => preview.listObjects(kind),
  }
}
