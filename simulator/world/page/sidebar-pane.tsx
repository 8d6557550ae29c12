// The real sidebar, in an iframe on its own origin, and the handle that makes it wider or narrower.

import { useLayoutEffect, useRef } from 'preact/hooks'
import { attachFrame } from './host.ts'
import { themeFor } from './themes.ts'
import { facts, frameNumber, sidebarShown, sidebarWidth, theme } from './world-state.ts'

const narrowest = 240
const widest = 520

function setWidth(wanted: number): void {
  sidebarWidth.value = Math.round(Math.min(widest, Math.max(narrowest, wanted)))
}

function startDrag(event: PointerEvent & { currentTarget: HTMLElement }): void {
  const handle = event.currentTarget
  const startX = event.clientX
  const startWidth = sidebarWidth.value
  handle.setPointerCapture(event.pointerId)
  const move = (moved: PointerEvent) => setWidth(startWidth + startX - moved.clientX)
  handle.addEventListener('pointermove', move)
  handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
    once: true,
  })
}

function onKey(event: KeyboardEvent): void {
  const step = { ArrowLeft: 20, ArrowRight: -20 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  setWidth(sidebarWidth.value + step)
}

function Handle() {
  return (
    <div
      class="handle"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the sidebar"
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      aria-valuenow={sidebarWidth.value}
      tabIndex={0}
      onPointerDown={startDrag}
      onKeyDown={onKey}
      onDblClick={() => setWidth(320)}
    />
  )
}

function Frame({ src }: { src: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  // Before paint, so that the inbox listens when the script in the iframe says hello.
  useLayoutEffect(() => {
    attachFrame(frame.current)
    return () => attachFrame(null)
  }, [])
  // The name carries the theme to the script before the first message does.
  return (
    <iframe
      ref={frame}
      name={JSON.stringify(themeFor(theme.value))}
      title="Tillside sidebar"
      src={src}
      allow="clipboard-write"
    />
  )
}

/** The right pane of the inbox. */
export function SidebarPane() {
  const src = facts.value?.sidebarUrl
  // Closed it is hidden, not gone: Missive keeps an integration's iframe alive.
  return (
    <>
      {!sidebarShown.value && (
        <button type="button" class="side-closed" onClick={() => (sidebarShown.value = true)}>
          Show Tillside
        </button>
      )}
      <div class="side" hidden={!sidebarShown.value}>
        <Handle />
        {src ? <Frame key={frameNumber.value} src={src} /> : <p class="empty">Starting…</p>}
      </div>
    </>
  )
}
