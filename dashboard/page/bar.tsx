// The bar at the top: app, view, viewer, mode and appearance.

import type { ChangeEvent } from 'react'
import { usePreview } from './use-preview.ts'
import type { EnvironmentName } from '../facts.ts'
import type { Preview } from './preview.ts'
import { labelOf } from './viewports.ts'

type Choice = { value: string; label: string }

function Choose(props: {
  label: string
  value: string
  choices: Choice[]
  onChoose: (value: string) => void
}) {
  const { label, value, choices, onChoose } = props
  return (
    <label className="choose">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event: ChangeEvent<HTMLSelectElement>) => onChoose(event.target.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  )
}

const environmentLabels: Record<EnvironmentName, string> = {
  live: 'Live mode',
  test: 'Test mode',
  sandbox: 'Sandbox',
}

export function Bar({ preview }: { preview: Preview }) {
  const { facts, view, place, theme, narrow } = usePreview(preview)
  const { views } = facts.manifest.ui_extension
  const viewKey = `${view.viewport} ${view.component}`
  return (
    <header className="bar">
      <div className="bar-app">
        <h1>{facts.manifest.name}</h1>
        <span className="chip">simulated Dashboard</span>
        <span className="bar-version">
          {facts.manifest.id} {facts.manifest.version}
        </span>
      </div>
      <div className="bar-choices">
        <Choose
          label="View"
          value={viewKey}
          choices={views.map((each) => ({
            value: `${each.viewport} ${each.component}`,
            label: labelOf(each),
          }))}
          onChoose={(chosen) => {
            const found = views.find((each) => `${each.viewport} ${each.component}` === chosen)
            if (found) void preview.show(found)
          }}
        />
        <Choose
          label="Viewer"
          value={place.viewer}
          choices={facts.viewers.map(({ key, name, roles }) => ({
            value: key,
            label: `${name}, ${roles.map((role) => role.name).join(', ')}`,
          }))}
          onChoose={preview.setViewer}
        />
        <Choose
          label="Mode"
          value={place.environment}
          choices={facts.environments.map((name) => ({ value: name, label: environmentLabels[name] }))}
          onChoose={(name) => void preview.setEnvironment(name as EnvironmentName)}
        />
        <Choose
          label="Theme"
          value={theme}
          choices={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChoose={(chosen) => preview.set({ theme: chosen === 'dark' ? 'dark' : 'light' })}
        />
        <Choose
          label="Drawer"
          value={narrow ? 'narrow' : 'usual'}
          choices={[
            { value: 'usual', label: 'Usual' },
            { value: 'narrow', label: 'Narrow' },
          ]}
          onChoose={(chosen) => preview.set({ narrow: chosen === 'narrow' })}
        />
        <button type="button" className="button" onClick={() => preview.remount()}>
          Reload app
        </button>
      </div>
    </header>
  )
}
