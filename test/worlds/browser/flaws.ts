// Finds accessibility and layout faults of a page: axe violations, and elements wider than their pane.

import axe from 'axe-core'
import type { Frame } from 'playwright-core'

type Found = { id: string; impact?: string; nodes: { html: string; failureSummary?: string }[] }

/** Runs axe on a page or frame and returns short lines. Needs a page without the policy, because axe is itself a script. */
export async function flaws(target: Frame): Promise<string[]> {
  if (!(await target.evaluate(() => 'axe' in window))) await target.evaluate(axe.source)
  const found = await target.evaluate(async () => {
    const { run } = (
      window as unknown as {
        axe: { run: (root: unknown, options: unknown) => Promise<{ violations: Found[] }> }
      }
    ).axe
    const { violations } = await run(document, { resultTypes: ['violations'], iframes: false })
    return violations
  })
  return found.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map(
        (node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`,
      ),
  )
}

/**
 * Finds what makes the sidebar wider than its pane: each innermost element that overflows; nothing if everything fits. Waits
 * until animations have ended, because a half-turned icon is wider than one at rest.
 */
export const overflow = (frame: Frame) =>
  frame.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
    const { scrollWidth, clientWidth } = document.documentElement
    if (Math.max(scrollWidth, document.body.scrollWidth) <= clientWidth) return []
    const wide = [...document.querySelectorAll('main *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 0.5,
    )
    const inner = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)))
    return [`${scrollWidth - clientWidth} px`, ...inner.slice(0, 4).map((one) => one.outerHTML.slice(0, 120))]
  })
