// A button that is only an icon: its name is said, and shown on hover with its key.

import { Icon, type IconName } from './icon.tsx'

type Props = {
  icon: IconName
  label: string
  /** The key that does the same. */
  hint?: string
  class?: string
  pressed?: boolean | undefined
  onClick: (event: Event) => void
  'data-pin'?: boolean
  'data-search'?: boolean
  'data-refresh'?: boolean
}

/** The button. */
export function IconButton({ icon, label, hint, class: look = 'ts-icon-button', pressed, ...rest }: Props) {
  return (
    <button
      type="button"
      class={look}
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      aria-pressed={pressed === undefined ? undefined : pressed ? 'true' : 'false'}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  )
}
