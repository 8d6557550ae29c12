// SearchField: a text field with a list of results below it, for one choice or several.

import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
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

/** The entries that hold the text, in their order. */
export const matching = (data: readonly Entry[], text: string): Entry[] =>
  data.filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))

export function SearchField(props: SearchFieldProps) {
  const { data = [], selectionMode, onInputChange } = props
  const [selected, setSelected] = useState(() => startOf(props))
  const nameOf = (id: string | undefined) => data.find((entry) => entry.id === id)?.value ?? ''
  const firstText = selectionMode === 'single' ? nameOf([...selected][0]) : ''
  const text = useRemoteValue(props.value, props.defaultValue ?? firstText)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const anchor = useRef<HTMLSpanElement>(null)
  const listId = useId()
  const untouched = selectionMode === 'single' && selected.size > 0 && text.value === nameOf([...selected][0])
  const found = untouched ? data : matching(data, text.value)
  useEffect(() => setActive(0), [text.value])

  const type = (next: string) => {
    text.change(next, () => onInputChange?.(next))
    setOpen(true)
    if (props.selectionMode === 'single' && selected.size > 0) {
      setSelected(new Set())
      void props.onSelectionChange?.(null)
    }
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
    setOpen(false)
    text.change(value, () => onInputChange?.(value))
    void props.onSelectionChange?.(id)
  }
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
  const optionId = (at: number) => `${listId}-${at}`
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <>
          <span ref={anchor} className="sd-search">
            <Icon name="search" />
            {[...selected]
              .filter(() => selectionMode === 'multiple')
              .map((id) => (
                <span key={id} className="sd-search-chosen">
                  {nameOf(id)}
                </span>
              ))}
            <input
              className="sd-search-input"
              role="combobox"
              autoComplete="off"
              aria-autocomplete="list"
              aria-expanded={open}
              aria-controls={open ? listId : undefined}
              aria-activedescendant={open && found.length > 0 ? optionId(active) : undefined}
              placeholder={props.placeholder}
              value={text.value}
              onChange={(event) => type(event.currentTarget.value)}
              onFocus={() => setOpen(true)}
              onBlur={() => setOpen(false)}
              onKeyDown={keys}
              {...control}
            />
          </span>
          <Popover
            open={open}
            onClose={() => setOpen(false)}
            anchor={anchor}
            role="listbox"
            id={listId}
            label={props.label}
            wide
            takesFocus={false}
            className={`sd-listbox sd-listbox-${props.listboxSize ?? 'medium'}`}
          >
            {found.map((entry, at) => (
              <div
                key={entry.id}
                id={optionId(at)}
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
          </Popover>
        </>
      )}
    </Field>
  )
}
