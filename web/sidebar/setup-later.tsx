// Setup is needed once per person, so its script is loaded when it is shown.

import { Component } from 'preact'
import type { TestPorts } from './connection-test.ts'
import type { Setup } from './setup.tsx'
import type { View } from './view.ts'

type Props = { view: View; ports: TestPorts }

/** The setup screen, once it is here; tries again while the network is away. */
export class SetupLater extends Component<Props, { form?: typeof Setup }> {
  override componentDidMount() {
    import('./setup.tsx').then(
      ({ Setup }) => this.setState({ form: Setup }),
      () => setTimeout(() => this.componentDidMount(), 3_000),
    )
  }

  override render() {
    const { form: Form } = this.state
    return Form ? <Form {...this.props} /> : <h1 class="ts-hidden">{this.props.view.words.loading}</h1>
  }
}
