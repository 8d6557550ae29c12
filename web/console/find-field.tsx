// Where a type or an id is typed. The list beside it is renewed every few seconds: what is being typed must survive that, so the field
// keeps its own text and follows the filter only when that changes.

import { Component } from 'preact'

type Props = { text: string; onFind: (text: string) => void }

export class FindField extends Component<Props> {
  #input: HTMLInputElement | null = null

  override componentDidUpdate(before: Props): void {
    if (this.#input && before.text !== this.props.text) this.#input.value = this.props.text
  }

  override render({ text, onFind }: Props) {
    return (
      <input
        id="find"
        class="ts-input"
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label="Type or id"
        placeholder="Type or id, such as invoice. or cus_…"
        defaultValue={text}
        ref={(input) => {
          this.#input = input
        }}
        onChange={({ currentTarget }) => onFind(currentTarget.value)}
      />
    )
  }
}
