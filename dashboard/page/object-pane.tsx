// The page around the extension: picks an object and shows its fields plainly.

import { useEffect, useState } from 'react'
import type { PickedObject } from '../facts.ts'
import { usePreview } from './use-preview.ts'
import type { Preview } from './preview.ts'
import { kindsOf } from './viewports.ts'

type Listed = { kind: string; objects: PickedObject[] }

const words = (kind: string): string => kind.replaceAll('_', ' ')

/** The lists of the kinds a viewport is opened on; the latest response wins. */
function useObjects(
  preview: Preview,
  viewport: string,
  environment: string,
): { lists: Listed[]; error: string } {
  const [found, setFound] = useState<{ lists: Listed[]; error: string }>({ lists: [], error: '' })
  useEffect(() => {
    let current = true
    const read = async () => {
      const lists = await Promise.all(
        kindsOf(viewport).map(async (kind) => ({ kind, objects: await preview.listObjects(kind) })),
      )
      if (current) setFound({ lists, error: '' })
    }
    read().catch((error: unknown) => {
      if (current)
        setFound({ lists: [], error: error instanceof Error ? error.message : 'Stripe did not answer.' })
    })
    return () => {
      current = false
    }
  }, [preview, viewport, environment])
  return found
}

type Row = [string, string]

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && value !== ''

const seconds = /^(created|.*_at|.*_end|.*_start|due_date)$/
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** The plain fields in readable form. */
function rowsOf(fields: Record<string, unknown>): Row[] {
  return Object.entries(fields)
    .filter((entry): entry is [string, string | number | boolean] => isPlain(entry[1]))
    .map(([name, value]) => [
      words(name),
      typeof value === 'number' && seconds.test(name) ? date.format(value * 1000) : String(value),
    ])
}

function useObject(preview: Preview): Row[] {
  const { objectContext, place, refreshes } = usePreview(preview)
  const [rows, setRows] = useState<Row[]>([])
  const { id, object: kind } = objectContext ?? { id: '', object: '' }
  useEffect(() => {
    let current = true
    setRows([])
    if (id === '') return undefined
    preview.connection
      .object({ environment: place.environment, kind, id })
      .then((fields) => current && setRows(rowsOf(fields)))
      // A kind or id that only the extension knows has nothing to show here.
      .catch(() => undefined)
    return () => {
      current = false
    }
  }, [preview, id, kind, place.environment, refreshes])
  return rows
}

function Picker({ preview, lists }: { preview: Preview; lists: Listed[] }) {
  const { objectContext } = usePreview(preview)
  const pick = (value: string) => {
    const at = value.indexOf(':')
    preview.pick({ object: value.slice(0, at), id: value.slice(at + 1) })
  }
  const value = objectContext ? `${objectContext.object}:${objectContext.id}` : ''
  const all = lists.flatMap(({ objects }) => objects)
  const isListed = all.some(({ id }) => id === objectContext?.id)
  return (
    <label className="choose">
      <span>Object</span>
      <select value={value} onChange={(event) => pick(event.target.value)}>
        {objectContext && !isListed ? <option value={value}>{objectContext.id}</option> : null}
        {lists.map(({ kind, objects }) => (
          <optgroup key={kind} label={words(kind)}>
            {objects.map(({ id, object, title, note }) => (
              <option key={id} value={`${object}:${id}`}>
                {note === '' || note === title ? title : `${title} · ${note}`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  )
}

export function ObjectPane({ preview }: { preview: Preview }) {
  const { view, place, objectContext } = usePreview(preview)
  const { lists, error } = useObjects(preview, view.viewport, place.environment)
  const rows = useObject(preview)
  if (kindsOf(view.viewport).length === 0) {
    return (
      <section className="object" aria-label="Dashboard page">
        <p className="quiet">This view is opened without an object.</p>
      </section>
    )
  }
  return (
    <section className="object" aria-label="Dashboard page">
      <Picker preview={preview} lists={lists} />
      {error === '' ? null : <p role="alert">{error}</p>}
      {objectContext ? (
        <>
          <h2>
            {words(objectContext.object)} <code>{objectContext.id}</code>
          </h2>
          <dl>
            {rows.map(([name, value]) => (
              <div key={name} className="pair">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </section>
  )
}
