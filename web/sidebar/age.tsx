// A text that changes with time, drawn by itself every second, so that nothing else is.

import { Component } from 'preact'

/** Calls `text` once a second and draws what it says. */
export class Ticking extends Component<{ text: (nowMs: number) => string }> {
  private timer: ReturnType<typeof setInterval> | undefined
  private last = ''

  override componentDidMount() {
    this.timer = setInterval(() => {
      if (this.props.text(Date.now()) !== this.last) this.forceUpdate()
    }, 1000)
  }

  override componentWillUnmount() {
    clearInterval(this.timer)
  }

  override render() {
    this.last = this.props.text(Date.now())
    return <>{this.last}</>
  }
}
