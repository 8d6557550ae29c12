// Keeps an error in one part from breaking the whole view, and reports it to the gateway.

import { Banner } from '@stripe/ui-extension-sdk/ui'
import { Component, type ReactNode } from 'react'

type Props = {
  onError: (error: unknown) => void
  what: string
  /** When this changes, rendering is tried again. */
  of?: unknown
  children: ReactNode
}

export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidCatch(error: unknown) {
    this.props.onError(error)
  }

  override componentDidUpdate(before: Props) {
    if (this.state.broken && before.of !== this.props.of) this.setState({ broken: false })
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <Banner
        type="critical"
        title={`${this.props.what} could not be shown`}
        description="The error was reported to your gateway. Closing and reopening the app may help."
      />
    )
  }
}
