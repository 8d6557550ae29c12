// SearchField: a text field with a list of results below it, for one choice or several.

import { useEffect, useId, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react'
import { Field, type ControlAttributes, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'
import { useRemoteValue } from './remote-value.ts'

type Key = string | number
type Entry = { id: string; value: string }

export type SearchFieldProps = Omit<FieldProps, 'label'> & {
  label: string
  data?: Entry[]
  listboxSize?: 'small' | 'medium' | 'large'
  placeholder?: string
  value?: string
  defaultValue?: string
  onInputChange?: (value: string) => unknown
} & (
    | { selectionMode: 'single'; defaultSelected?: Key; onSelectionChange?: (key: Key | null) => unknown }
    | { selectionMode: 'multiple'; defaultSelected?: Key[]; onSelectionChange?: (keys: Set<Key>) => unknown }
  )

const startOf = (props: SearchFieldProps): ReadonlySet<string> => {
  const start = props.defaultSelected
  return new Set((Array.isArray(start) ? start : start === undefined ? [] : [start]).map(String))
}

/** The entries that contain the text, in their original order. */
const matching = (data: readonly Entry[], text: string): Entry[] =>
  data.filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))

/** The selection, the typed text, and the entries that match it. */
function useChoice(props: SearchFieldProps, close: () => void) {
  const { data = [], selectionMode, onInputChange } = props
  const [selected, setSelected] = useState(() => startOf(props))
  const nameOf = (id: string | undefined) => data.find((entry) => entry.id === id)?.value ?? ''
  const chosenName = selectionMode === 'single' ? nameOf([...selected][0]) : ''
  const text = useRemoteValue(props.value, props.defaultValue ?? chosenName)
  const type = (next: string) => {
    text.change(next, () => onInputChange?.(next))
    if (props.selectionMode !== 'single' || selected.size === 0) return
    setSelected(new Set())
    void props.onSelectionChange?.(null)
  }
  const choose = ({ id, value }: Entry) => {
    if (props.selectionMode === 'multiple') {
      const next = new Set(selected)
      if (!next.delete(id)) next.add(id)
      setSelected(next)
      void props.onSelectionChange?.(new Set(next))
      return
    }
    setSelected(new Set([id]))
    close()
    text.change(value, () => onInputChange?.(value))
    void props.onSelectionChange?.(id)
  }
  // The name of the selected entry is not a search text: the whole list is offered again.
  const found = chosenName !== '' && text.value === chosenName ? data : matching(data, text.value)
  const chosen = selectionMode === 'multiple' ? [...selected].map(nameOf) : []
  return { text: text.value, selected, chosen, found, type, choose }
}

export function SearchField(props: SearchFieldProps) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const anchor = useRef<HTMLSpanElement>(null)
  const listId = useId()
  const choice = useChoice(props, () => setOpen(false))
  const { text, chosen, found, choose } = choice
  useEffect(() => setActive(0), [text])
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const entry = found[active]
    if (by) {
      event.preventDefault()
      if (open) setActive((active + by + found.length) % Math.max(found.length, 1))
      setOpen(true)
    } else if (event.key === 'Enter' && open && entry) {
      event.preventDefault()
      choose(entry)
    }
  }
  const input = {
    placeholder: props.placeholder,
    value: text,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      choice.type(event.currentTarget.value)
      setOpen(true)
    },
    onFocus: () => setOpen(true),
    onBlur: () => setOpen(false),
    onKeyDown: keys,
    'aria-expanded': open,
    'aria-controls': open ? listId : undefined,
    'aria-activedescendant': open && found.length > 0 ? `${listId}-${active}` : undefined,
  }
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <>
          <span ref={anchor} className="sd-search">
            <Icon name="search" />
            {chosen.map((name) => (
              <span key={name} className="sd-search-chosen">
                {name}
              </span>
            ))}
            <input
              className="sd-search-input"
              role="combobox"
              autoComplete="off"
              aria-autocomplete="list"
              {...input}
              {...control}
            />
          </span>
          <Popover
            {...{ open, anchor }}
            onClose={() => setOpen(false)}
            role="listbox"
            id={listId}
            label={props.label}
            wide
            takesFocus={false}
            className={`sd-listbox sd-listbox-${props.listboxSize ?? 'medium'}`}
          >
            <Options {...{ choice, active, listId }} />
          </Popover>
        </>
      )}
    </Field>
  )
}

type OptionsProps = { choice: ReturnType<typeof useChoice>; active: number; listId: string }

const Options = ({ choice: { found, selected, choose }, active, listId }: OptionsProps) => (
  <>
    {found.map((entry, at) => (
      <div
        key={entry.id}
        id={`${listId}-${at}`}
        role="option"
        aria-selected={selected.has(entry.id)}
        className={`sd-option${at === active ? ' sd-active' : ''}`}
        // Pressing must not take the focus from the input, which would close the list first.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => choose(entry)}
      >
        {entry.value}
        {selected.has(entry.id) && <Icon name="check" />}
      </div>
    ))}
    {found.length === 0 && (
      <div role="option" aria-selected="false" aria-disabled="true" className="sd-option sd-none">
        No results
      </div>
    )}
  </>
)
