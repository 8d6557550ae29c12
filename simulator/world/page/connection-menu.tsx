// The menu for the sidebar's stored connection: forget it, restore it, or start with an older iframe's settings; and the
// values to enter by hand.

import { useEffect, useRef } from 'preact/hooks'
import { z } from 'zod'
import { forgetConnection, seedStore, toast } from './actions.ts'
import { Icon } from './icon.tsx'
import { facts } from './world-state.ts'

const gatewaySchema = z.looseObject({ url: z.string(), headerName: z.string(), headerValue: z.string() })

function Values() {
  const settings = gatewaySchema.safeParse(facts.value?.settings['tillside'])
  if (!settings.success) return null
  const { url, headerName, headerValue } = settings.data
  const rows: [string, string][] = [
    ['Gateway', url],
    ['Header', headerName],
    ['Value', headerValue],
  ]
  const copy = async (label: string, value: string) => {
    await navigator.clipboard.writeText(value)
    toast(`${label} copied`)
  }
  return (
    <dl class="values">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <code>{value}</code>
            <button type="button" onClick={() => void copy(label, value)} aria-label={`Copy ${label}`}>
              Copy
            </button>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A disclosure that closes on a click elsewhere and on Escape. */
export function ConnectionMenu() {
  const details = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (details.current) details.current.open = false
  }
  useEffect(() => {
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !details.current?.contains(event.target)) close()
    }
    document.addEventListener('pointerdown', onPointer)
    return () => document.removeEventListener('pointerdown', onPointer)
  }, [])
  const run = (action: () => void) => () => {
    close()
    action()
  }
  return (
    <details class="drop" ref={details} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <summary>
        Connection
        <Icon name="down" />
      </summary>
      <div class="drop-body">
        <p>
          The settings that the sidebar keeps in this teammate’s Missive store. To connect by hand, enter:
        </p>
        <Values />
        <p>
          <a href={facts.value?.consoleUrl} target="_blank" rel="noreferrer noopener">
            The operator’s page
          </a>{' '}
          asks for the secret that the terminal shows.
        </p>
        <button type="button" onClick={run(forgetConnection)}>
          Forget the connection
        </button>
        <button type="button" onClick={run(() => seedStore('settings'))}>
          Put the connection back
        </button>
        <button type="button" onClick={run(() => seedStore('olderSettings'))}>
          Start with an older iframe’s settings
        </button>
      </div>
    </details>
  )
}
