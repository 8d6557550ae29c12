// Catches what the extension throws while drawing. In the Dashboard the view goes blank; here the page also gets the error.

import { Component, type ReactNode } from 'react'

type Props = { children: ReactNode; onError: (error: Error, componentStack: string) => void }

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: Error, info: { componentStack: string }): void {
    this.props.onError(error, info.componentStack)
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
