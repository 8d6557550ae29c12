// A text that changes with time, drawn by itself every second, so that nothing else is.

import { Component } from 'preact'

/** Calls `text` once a second and draws what it says. */
export class Ticking extends Component<{ text: (nowMs: number) => string }> {
  private timer: ReturnType<typeof setInterval> | undefined

  override componentDidMount() {
    this.timer = setInterval(() => this.forceUpdate(), 1000)
  }

  override componentWillUnmount() {
    clearInterval(this.timer)
  }

  override render() {
    return this.props.text(Date.now())
  }
}
