// `window.preview`: the API with which tests drive the page, in Playwright or any other tool.

import type { EnvironmentName } from '../facts.ts'
import type { ObjectContext } from '../host-api.ts'
import type { LoggedEvent, Preview } from './preview.ts'

export type WindowPreview = {
  /** Views of the manifest: viewport and component. */
  views(): { viewport: string; component: string }[]
  /** Shows a view and resolves when it is drawn; rejects with its error. Without an object, shows the first of its kind. */
  show(view: string, objectContext?: ObjectContext): Promise<{ ms: number }>
  log(): readonly LoggedEvent[]
  /** Changes the viewer and redraws the view. */
  viewer(key: string): Promise<{ ms: number }>
  environment(name: EnvironmentName): Promise<{ ms: number }>
  objects(kind: string): Promise<{ id: string; object: string; title: string }[]>
}

declare global {
  interface Window {
    preview?: WindowPreview
  }
}

/** The outcome of a mount, or of one that replaced it; events of earlier mounts are ignored. */
function outcomeOf(preview: Preview, mount: number): Promise<{ ms: number }> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      for (const event of preview.get().log) {
        if (event.mount < mount) continue
        if (event.type === 'ready') resolve({ ms: event.ms })
        else if (event.type === 'error' && event.where !== 'script') reject(new Error(event.message))
        else continue
        stop()
        return
      }
    }
    const stop = preview.listen(look)
    look()
  })
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
      return outcomeOf(preview, await preview.show(view, objectContext ? { objectContext } : {}))
    },
    log: () => preview.get().log,
    viewer: async (key) => {
      if (!facts.viewers.some((viewer) => viewer.key === key)) {
        throw new Error(
          `There is no viewer "${key}". There are: ${facts.viewers.map((viewer) => viewer.key).join(', ')}`,
        )
      }
      return outcomeOf(preview, preview.setViewer(key))
    },
    environment: async (name) => outcomeOf(preview, await preview.setEnvironment(name)),
    objects: (kind) => preview.listObjects(kind),
  }
}
