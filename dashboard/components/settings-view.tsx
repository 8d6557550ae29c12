// SettingsView and PlatformConfigurationView: forms whose named fields are read together when they are saved.

import { useState, type FormEvent, type ReactNode } from 'react'
import { AppMark } from './app-mark.tsx'
import { Icon } from './icon.tsx'
import { useServices } from './services.ts'

/** The named fields of a form; files do not cross the port, their names do. */
function readForm(event: FormEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault()
  const entries = [...new FormData(event.currentTarget).entries()]
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  )
}

const SaveButton = ({ words }: { words: string }) => (
  <button type="submit" className="sd-button sd-button-primary sd-size-medium">
    <span className="sd-button-words">{words}</span>
  </button>
)

export type SettingsViewProps = {
  children?: ReactNode
  onSave?: (values: Record<string, string>) => unknown
  statusMessage?: string
}

export function SettingsView({ children, onSave, statusMessage }: SettingsViewProps) {
  const { app } = useServices()
  return (
    <form
      className="sd-view sd-settings-view"
      aria-label={`${app.name} settings`}
      onSubmit={(event) => void onSave?.(readForm(event))}
    >
      <header className="sd-settings-header">
        <AppMark />
        <h2>{app.name}</h2>
        <span className="sd-settings-status" role="status">
          {statusMessage}
        </span>
        {onSave && <SaveButton words="Save" />}
      </header>
      <div className="sd-view-body">{children}</div>
    </form>
  )
}

export type PlatformConfigurationViewProps = {
  children?: ReactNode
  onSubmit?: (details: { values: Record<string, string>; successCallback: () => void }) => unknown
}

export function PlatformConfigurationView({ children, onSubmit }: PlatformConfigurationViewProps) {
  const { app } = useServices()
  const [saved, setSaved] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    setSaved(false)
    void onSubmit?.({ values: readForm(event), successCallback: () => setSaved(true) })
  }
  return (
    <form className="sd-view sd-settings-view" aria-label={`Configure ${app.name}`} onSubmit={submit}>
      <header className="sd-settings-header">
        <AppMark />
        <h2>Configure {app.name}</h2>
        <span className="sd-settings-status" role="status">
          {saved && (
            <>
              <Icon name="checkCircle" /> Saved
            </>
          )}
        </span>
      </header>
      <div className="sd-view-body">{children}</div>
      <footer className="sd-view-footer">
        <div className="sd-view-footer-actions">
          <SaveButton words="Submit" />
        </div>
      </footer>
    </form>
  )
}
