// The real sidebar, in an iframe on its own origin, and the handle that resizes it.

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
  // Runs before paint, so that the inbox listens before the script in the iframe says hello.
  useLayoutEffect(() => {
    attachFrame(frame.current)
    return () => attachFrame(null)
  }, [])
  // The frame's name passes the theme to the script before the first message.
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
  // When closed it is hidden, not removed: Missive keeps an integration's iframe alive.
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
