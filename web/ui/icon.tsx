// Icons: drawn for Tillside on a 16-unit grid; status icons differ in outline, not only in colour.
// The drawings are in icons.svg, which the build inlines into the page; here they are referenced by name.

import type { Icon as PanelIcon, Status } from '#contract/panel.ts'

/** All icons: those that panels may use and those of our own buttons. */
export type IconName =
  PanelIcon | 'back' | 'check' | 'chevron' | 'copy' | 'dots' | 'eye' | 'open' | 'refresh' | 'reply' | 'x'

/** One icon; hidden from screen readers, because a word is always beside it or in the button's name. */
export function drawIcon(name: IconName, status?: Status, look = '') {
  return (
    <svg class={`ts-i ${status ? `ts-${status} ` : ''}${look}`} data-icon={name} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  )
}

/** The icon of something with a status: its own, else that of the status. */
export function drawStatus({ icon, status }: { icon?: IconName | undefined; status?: Status | undefined }) {
  return drawIcon(icon ?? status ?? 'info', status)
}

/** The opener's arrow. */
export function drawChevron() {
  return drawIcon('chevron', undefined, 'ts-chevron')
}
