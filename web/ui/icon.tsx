// Icons: drawn for Tillside on a 16-unit grid; status shapes differ in outline, not only in colour.
// The shapes lie in icons.svg, which the build puts into the page; here they are only named.

import type { Icon as PanelIcon, Status } from '#contract/panel.ts'

/** Every shape there is: those of panels and those of our own buttons. */
export type IconName =
  PanelIcon | 'back' | 'check' | 'chevron' | 'copy' | 'dots' | 'eye' | 'open' | 'refresh' | 'reply' | 'x'

/** One icon; hidden from screen readers, because the word always stands beside it or in the button's name. */
export function drawIcon(name: IconName, status?: Status, look = '') {
  return (
    <svg class={`ts-i ${status ? `ts-${status} ` : ''}${look}`} data-icon={name} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  )
}

/** The shape of something that has a status: its own, else that of the status. */
export function drawStatus({ icon, status }: { icon?: IconName | undefined; status?: Status | undefined }) {
  return drawIcon(icon ?? status ?? 'info', status)
}

/** The opener's arrow. */
export function drawChevron() {
  return drawIcon('chevron', undefined, 'ts-chevron')
}
