// Something that opens in place. Its content is drawn when it is opened first: most of it never is, and switching stays fast.

import { Component, type ComponentChildren } from 'preact'
import type { Action } from '#contract/panel.ts'

type Props = {
  class: string
  open?: boolean | undefined
  head: ComponentChildren
  body: () => ComponentChildren
  'data-panel'?: string
  'aria-busy'?: boolean | undefined
  /** What to ask for while it is open: once for each of them that comes. */
  ask?: Action | undefined
  run?: (action: Action) => void
}

/** The opener and what it opens; stays as the person left it over a refresh. */
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
