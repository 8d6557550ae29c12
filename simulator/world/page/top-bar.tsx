// The bar at the top: user, faults, mode, theme, and the stored connection.

import { useState } from 'preact/hooks'
import { teammates } from '../../missive/people.ts'
import { faults } from '../facts.ts'
import type { Fault } from '../facts.ts'
import { setFault, setMode, setTheme, setUser } from './actions.ts'
import { ConnectionMenu } from './connection-menu.tsx'
import { Icon } from './icon.tsx'
import { fault, mode, theme, userId } from './world-state.ts'

const faultWords: Record<Fault, string> = {
  none: 'No faults',
  slow: 'Stripe slow, 800 ms',
  rate_limited: 'Stripe answers 429',
  down: 'Stripe is down',
  no_disputes: 'Key lacks disputes',
  offline: 'Gateway offline',
  missive_limited: 'Missive rejects posts',
}

type Choice = { value: string; label: string }

function Segments(props: {
  label: string
  chosen: string
  choices: Choice[]
  onChoose: (value: string) => void
}) {
  return (
    <div class="switch" role="radiogroup" aria-label={props.label}>
      <span aria-hidden="true">{props.label}</span>
      <span class="segments">
        {props.choices.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name={props.label}
              value={value}
              checked={props.chosen === value}
              onChange={() => props.onChoose(value)}
            />
            {label}
          </label>
        ))}
      </span>
    </div>
  )
}

function Select(props: {
  label: string
  chosen: string
  choices: Choice[]
  onChoose: (value: string) => void
  class?: string
  isLabelHidden?: boolean
}) {
  return (
    <label class="switch">
      <span class={props.isLabelHidden ? 'hidden' : ''}>{props.label}</span>
      <span class={`select ${props.class ?? ''}`}>
        <select value={props.chosen} onChange={(event) => props.onChoose(event.currentTarget.value)}>
          {props.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </label>
  )
}

const toFault = (value: string): Fault => faults.find((known) => known === value) ?? 'none'

function Switches() {
  return (
    <>
      <Select
        label="You are"
        chosen={userId.value}
        choices={teammates.map(({ id, first_name: name, role }) => ({
          value: id,
          label: `${name}, ${role}`,
        }))}
        onChoose={setUser}
      />
      <Select
        label="Faults"
        isLabelHidden
        class={fault.value === 'none' ? '' : 'is-on'}
        chosen={fault.value}
        choices={faults.map((value) => ({ value, label: faultWords[value] }))}
        onChoose={(value) => void setFault(toFault(value))}
      />
      <Segments
        label="Mode"
        chosen={mode.value}
        choices={[
          { value: 'live', label: 'Live' },
          { value: 'test', label: 'Test' },
        ]}
        onChoose={(value) => setMode(value === 'test' ? 'test' : 'live')}
      />
      <Segments
        label="Theme"
        chosen={theme.value}
        choices={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChoose={(value) => setTheme(value === 'dark' ? 'dark' : 'light')}
      />
      <ConnectionMenu />
    </>
  )
}

/** Product name and switches; on a phone the switches fold behind a button. */
export function TopBar() {
  const [isOpen, setOpen] = useState(false)
  return (
    <header class="top" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <div class="brand">
        <span class="mark" />
        <h1>Tillside preview world</h1>
        <p>All of it is simulated: no Stripe account, no network.</p>
      </div>
      <button
        type="button"
        class="menu-button"
        aria-label="User, faults, mode and theme"
        aria-expanded={isOpen}
        aria-controls="switches"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="sliders" />
      </button>
      <div id="switches" class={`switches ${isOpen ? 'is-open' : ''}`}>
        <Switches />
      </div>
    </header>
  )
}
