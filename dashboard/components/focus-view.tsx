// FocusView: a modal drawer over the view for one task; closing can ask for confirmation.

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { AppMark } from './app-mark.tsx'
import { Button } from './button.tsx'
import { ViewFooter } from './context-view.tsx'
import { trapTab, useFocusInside } from './focus-trap.ts'
import { Icon } from './icon.tsx'
import { useServices } from './services.ts'

type ConfirmCloseMessages = {
  title: string
  description: string
  cancelAction: string
  exitAction: string
}
export type FocusViewProps = {
  children?: ReactNode
  title?: string
  shown?: boolean
  setShown?: (shown: boolean) => unknown
  confirmCloseMessages?: ConfirmCloseMessages
  footerContent?: ReactNode
  primaryAction?: ReactNode
  secondaryAction?: ReactNode
  size?: 'small' | 'large'
  /** The name of `size` in SDKs before 9. */
  width?: 'maximized' | 'minimized'
  onClose?: () => unknown
}

export function FocusView(props: FocusViewProps) {
  return props.shown ? <OpenFocusView {...props} /> : null
}

function OpenFocusView(props: FocusViewProps) {
  const { children, title = '', setShown, onClose, confirmCloseMessages, size = 'small' } = props
  const { app } = useServices()
  const view = useRef<HTMLDivElement>(null)
  const [asking, setAsking] = useState(false)
  const id = useId()
  useFocusInside(true, view)
  const leave = () => {
    setAsking(false)
    void setShown?.(false)
    void onClose?.()
  }
  const close = () => (confirmCloseMessages ? setAsking(true) : leave())
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    trapTab(event)
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  const large = size === 'large' || props.width === 'maximized'
  return (
    <div className="sd-backdrop">
      <div
        ref={view}
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        className={`sd-view sd-focus-view${large ? ' sd-focus-view-large' : ''}`}
        onKeyDown={keys}
      >
        <header className="sd-view-header">
          <div className="sd-view-app">
            <AppMark /> <span>{app.name}</span>
            <button type="button" className="sd-icon-button" aria-label="Close" onClick={close}>
              <Icon name="cancel" size="medium" />
            </button>
          </div>
          <h2 id={id}>{title}</h2>
        </header>
        <div className="sd-view-body">{children}</div>
        <ViewFooter {...props} />
        {asking && confirmCloseMessages && (
          <ConfirmClose messages={confirmCloseMessages} onStay={() => setAsking(false)} onLeave={leave} />
        )}
      </div>
    </div>
  )
}

type ConfirmProps = { messages: ConfirmCloseMessages; onStay: () => void; onLeave: () => void }

function ConfirmClose({ messages, onStay, onLeave }: ConfirmProps) {
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useFocusInside(true, box)
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    trapTab(event)
    event.stopPropagation()
    if (event.key === 'Escape') onStay()
  }
  return (
    <div className="sd-confirm-ground">
      <div
        ref={box}
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-about`}
        tabIndex={-1}
        className="sd-confirm"
        onKeyDown={keys}
      >
        <h3 id={`${id}-title`}>{messages.title}</h3>
        <p id={`${id}-about`}>{messages.description}</p>
        <div className="sd-view-footer-actions">
          <Button onPress={onStay}>{messages.cancelAction}</Button>
          <Button type="destructive" onPress={onLeave}>
            {messages.exitAction}
          </Button>
        </div>
      </div>
    </div>
  )
}
