// A button with only an icon. Its name is for screen readers and shown on hover, with its key.

import { drawIcon, type IconName } from './icon.tsx'

type Rest = {
  /** The key that does the same. */
  hint?: string
  class?: string
  'aria-pressed'?: boolean
  'data-pin'?: boolean
  'data-search'?: boolean
  'data-refresh'?: boolean
  'data-back'?: boolean
}

export function drawIconButton(
  icon: IconName,
  label: string,
  onClick: (event: Event) => void,
  { hint, ...rest }: Rest = {},
) {
  return (
    <button
      type="button"
      class="ts-icon-button"
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      onClick={onClick}
      {...rest}
    >
      {drawIcon(icon)}
    </button>
  )
}
