// Something that opens in place. Its content is drawn when it is opened first: most of it never is, and switching stays fast.

import { Component, type ComponentChildren } from 'preact'

type Props = {
  class: string
  open?: boolean | undefined
  head: ComponentChildren
  body: () => ComponentChildren
  'data-panel'?: string
  'aria-busy'?: boolean | undefined
}

/** The opener and what it opens; stays as the person left it over a refresh. */
export class Fold extends Component<Props, { opened: boolean }> {
  override state = { opened: false }

  override render() {
    const { open = false, head, body, ...rest } = this.props
    const { opened } = this.state
    return (
      <details {...rest} open={open} onToggle={() => open || opened || this.setState({ opened: true })}>
        {head}
        {(open || opened) && body()}
      </details>
    )
  }
}
