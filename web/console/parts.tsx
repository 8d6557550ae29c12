// Small parts of the console's pages.

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { StateLabel } from '#words/en/console.ts'
import { cleanText } from '#contract/clean-text.ts'
import { shortenId } from '../ui/shorten-id.ts'
import { drawIcon } from '../ui/icon.tsx'

/** Icons that only the console uses; they are defined in its index.html. */
export function drawMark(name: 'bolt' | 'clock' | 'leave') {
  return (
    <svg class="ts-i" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  )
}

/** Icon and word of a state; the word is coloured too when the state needs attention. */
export function drawStateLabel({ status, word, tint }: StateLabel) {
  const isLoud = tint === 'bad' || tint === 'warn'
  return (
    <span class={`ts-status ${isLoud ? `ts-${status}` : ''}`}>
      {drawIcon(status, status)}
      {word}
    </span>
  )
}

/** An id, shortened in its middle. */
export function drawId(id: string) {
  return (
    <bdi class="ts-mono" title={cleanText(id)}>
      {shortenId(cleanText(id), 16)}
    </bdi>
  )
}

export const testBadge = <span class="ts-badge ts-test">TEST</span>

/** What went wrong, read out at once. */
export const drawProblem = (problem: string | undefined) =>
  problem === undefined ? undefined : (
    <p class="ts-hint ts-bad" id="problem" role="alert">
      {drawIcon('bad', 'bad')}
      {problem}
    </p>
  )

/** Ties an input to the problem below it. */
export const described = (problem: string | undefined) =>
  problem === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': 'problem' }

/** A modal dialog. Escape closes it, and the focus returns to where it was. */
export function Dialog(given: {
  class: string
  labelledBy: string
  onLeave: () => void
  children: ComponentChildren
}) {
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = element.current
    // A dialog removed without being closed loses the focus.
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      class={given.class}
      aria-labelledby={given.labelledBy}
      onCancel={(event) => {
        event.preventDefault()
        given.onLeave()
      }}
      onClick={(event) => event.target === element.current && given.onLeave()}
    >
      {given.children}
    </dialog>
  )
}
