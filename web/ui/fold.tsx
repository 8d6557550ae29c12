// A section that opens in place. Its content is drawn on first opening: most sections are never opened, and switching stays fast.

import { Component, type ComponentChildren } from 'preact'
import type { Action } from '#contract/panel.ts'

type Props = {
  class: string
  open?: boolean | undefined
  head: ComponentChildren
  body: () => ComponentChildren
  'data-panel'?: string
  'aria-busy'?: boolean | undefined
  /** An action to run when it opens, and again whenever a new one arrives while it is open. */
  ask?: Action | undefined
  run?: (action: Action) => void
}

/** The opener and its content; a refresh keeps it as the person left it. */
export class Fold extends Component<Props, { opened: boolean }> {
  override state = { opened: false }
  isOpen = false

  ask() {
    const { ask, run } = this.props
    if (this.isOpen && ask) run?.(ask)
  }

  override componentDidUpdate(before: Props) {
    if (before.ask !== this.props.ask) this.ask()
  }

  override render() {
    const { open = false, head, body, ask: _ask, run: _run, ...rest } = this.props
    const { opened } = this.state
    return (
      <details
        {...rest}
        open={open}
        onToggle={(event) => {
          this.isOpen = event.currentTarget.open
          this.ask()
          if (!open && !opened) this.setState({ opened: true })
        }}
      >
        {head}
        {(open || opened) && body()}
      </details>
    )
  }
}
