// The search field for a type or an id. The page is redrawn every few seconds; the field keeps its own text, so that typing
// survives that, and takes over the filter's text only when the filter changes.

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
