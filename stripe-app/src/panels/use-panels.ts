// Asks for the panels of an object, again when it changes, and hands on what is known so far.

import { useCallback, useEffect, useRef, useState } from 'react'
import { useApp } from '../app-context.tsx'
import { Failure } from '../failure.ts'
import type { ActionOf, Panel, Subject } from '../generated/contract.ts'
import {
  arrived,
  begin,
  broke,
  ended,
  nothingYet,
  type PanelsState,
  replaced,
  waiting,
} from './collect-panels.ts'

export type Panels = PanelsState & {
  /** Past every cache. */
  refresh: () => void
  /** One panel with other parameters; answers with a failure instead of throwing. */
  load: (action: ActionOf<'load'>) => Promise<Failure | undefined>
  replace: (panels: readonly Panel[]) => void
}

export function usePanels(subject: Subject): Panels {
  const { gateway, locale } = useApp()
  const [state, setState] = useState<PanelsState>(nothingYet)
  const flow = useRef(new AbortController())
  const key = JSON.stringify(subject)

  const ask = useCallback(
    async (fresh: boolean) => {
      flow.current.abort()
      const own = (flow.current = new AbortController())
      const update = (change: (state: PanelsState) => PanelsState) => {
        if (!own.signal.aborted) setState(change)
      }
      update(begin)
      try {
        const asked = { subject: JSON.parse(key) as Subject, locale, ...(fresh ? { fresh } : {}) }
        const answer = gateway.panels(asked, own.signal)
        let next = await answer.next()
        for (; !next.done; next = await answer.next()) {
          const panel = next.value
          update((before) => arrived(before, panel))
        }
        const { asOf } = next.value
        update((before) => ended(before, asOf))
      } catch (error) {
        update((before) => broke(before, Failure.of(error)))
      }
    },
    [gateway, locale, key],
  )

  useEffect(() => {
    setState(nothingYet)
    void ask(false)
    return () => flow.current.abort()
  }, [ask])

  const load = useCallback(
    async ({ subject: about, panel, params }: ActionOf<'load'>) => {
      const { signal } = flow.current
      setState((before) => waiting(before, panel, true))
      try {
        const answer = gateway.panels({ subject: about, panel, params, locale }, signal)
        for (let next = await answer.next(); !next.done; next = await answer.next()) {
          const came = next.value
          if (!signal.aborted) setState((before) => replaced(before, came))
        }
        return undefined
      } catch (error) {
        if (!signal.aborted) setState((before) => waiting(before, panel, false))
        return Failure.of(error)
      }
    },
    [gateway, locale],
  )

  const refresh = useCallback(() => void ask(true), [ask])
  const replace = useCallback(
    (panels: readonly Panel[]) => setState((before) => panels.reduce(replaced, before)),
    [],
  )
  return { ...state, refresh, load, replace }
}
