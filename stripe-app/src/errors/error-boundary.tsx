// Keeps a fault in one part from taking the whole view away, and tells the gateway about it.

import { Banner } from '@stripe/ui-extension-sdk/ui'
import { Component, type ReactNode } from 'react'

type Props = {
  onError: (error: unknown) => void
  what: string
  /** When it changes, drawing is tried again. */
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
        title={`${this.props.what} could not be drawn`}
        description="The fault was reported to your gateway. Closing and opening the app may help."
      />
    )
  }
}
