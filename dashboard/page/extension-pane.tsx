// The extension: remounted for another view or viewer, only updated when the object changes.

import { useEffect, useRef } from 'react'
import { mountExtension } from '../host/mount-extension.tsx'
import type { DashboardServices, MountedExtension } from '../host-api.ts'
import { usePreview } from './use-preview.ts'
import type { Preview } from './preview.ts'

const copy = async (text: string): Promise<void> => {
  await navigator.clipboard.writeText(text).catch(() => undefined)
}

function servicesOf(preview: Preview): DashboardServices {
  const { connection, navigate, log } = preview
  const { mount } = preview.get()
  const place = () => ({ ...preview.get().place, viewport: preview.get().view.viewport })
  return {
    ...connection.services(place),
    sourceStack: connection.sourceStack,
    navigate,
    log: (event) => log(event, mount),
    copy,
    refresh: () => preview.set({ refreshes: preview.get().refreshes + 1 }),
  }
}

function mountInto(element: HTMLElement, preview: Preview): MountedExtension {
  const { facts, place, view, objectContext, oauthContext, queryParams, href } = preview.get()
  return mountExtension(element, {
    view,
    manifest: facts.manifest,
    mode: preview.connection.mode(place),
    userContext: preview.connection.userContext(place),
    objectContext,
    oauthContext,
    queryParams,
    href,
    sandboxUrl: facts.sandboxUrl,
    extensionUrl: new URL(`${facts.extensionUrl}?build=${facts.build}`, location.href).href,
    services: servicesOf(preview),
  })
}

/** Mounts once for each number, and unmounts before the next. */
function useMounted(preview: Preview, mount: number) {
  const element = useRef<HTMLDivElement>(null)
  const mounted = useRef<MountedExtension>()
  useEffect(() => {
    if (!element.current) return undefined
    const extension = mountInto(element.current, preview)
    mounted.current = extension
    return () => {
      mounted.current = undefined
      // React does not allow unmounting a root while another one renders.
      queueMicrotask(extension.unmount)
    }
  }, [preview, mount])
  return [element, mounted] as const
}

export function ExtensionPane({ preview }: { preview: Preview }) {
  const { mount, objectContext, problems, facts, view } = usePreview(preview)
  const [element, mounted] = useMounted(preview, mount)
  const drawnWith = useRef({ mount, objectContext })
  useEffect(() => {
    const isNew = drawnWith.current.mount !== mount
    const changed = drawnWith.current.objectContext !== objectContext
    drawnWith.current = { mount, objectContext }
    // A new mount already has its object.
    if (!isNew && changed) mounted.current?.update({ objectContext })
  }, [mount, objectContext, mounted])
  return (
    <section className="extension" aria-label={`App: ${facts.manifest.name}`} data-viewport={view.viewport}>
      {problems.length > 0 ? (
        <div className="problems" role="alert">
          <strong>The latest files do not build; this is the last bundle that did.</strong>
          <pre tabIndex={0}>{problems.join('\n\n')}</pre>
        </div>
      ) : null}
      {facts.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <div className="extension-body" ref={element} />
    </section>
  )
}
