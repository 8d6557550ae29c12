// SignInView: what an app shows before a person has connected it.

import { useState, type ReactNode } from 'react'
import { AppMark, type Brand } from './app-mark.tsx'
import { Button } from './button.tsx'
import { FocusView } from './focus-view.tsx'
import type { OnPress } from './remote-events.ts'
import { useServices } from './services.ts'

type SignInAction = { label: string; href?: string; target?: string; onPress?: OnPress }
export type SignInViewProps = Brand & {
  description?: string
  descriptionActionContents?: ReactNode
  descriptionActionLabel?: string
  descriptionActionTitle?: string
  footerContent?: ReactNode
  primaryAction?: SignInAction
  secondaryAction?: SignInAction
}

const ActionButton = ({ action, type }: { action: SignInAction; type: 'primary' | 'secondary' }) => (
  <Button
    type={type}
    css={{ width: 'fill' }}
    onPress={action.onPress}
    {...(action.href !== undefined && { href: action.href })}
  >
    {action.label}
  </Button>
)

export function SignInView(props: SignInViewProps) {
  const { description, descriptionActionLabel, brandColor, brandIcon } = props
  const { app } = useServices()
  const [shown, setShown] = useState(false)
  const brand = {
    ...(brandColor !== undefined && { brandColor }),
    ...(brandIcon !== undefined && { brandIcon }),
  }
  return (
    <section className="sd-view sd-sign-in" aria-label={`Sign in to ${app.name}`}>
      <div className="sd-sign-in-brand" style={{ backgroundColor: brandColor }}>
        <AppMark {...brand} large />
      </div>
      <div className="sd-sign-in-body">
        <h2>{app.name}</h2>
        {description && <p>{description}</p>}
        {descriptionActionLabel && (
          <button type="button" className="sd-link sd-link-primary" onClick={() => setShown(true)}>
            {descriptionActionLabel}
          </button>
        )}
        <div className="sd-sign-in-actions">
          {props.primaryAction && <ActionButton action={props.primaryAction} type="primary" />}
          {props.secondaryAction && <ActionButton action={props.secondaryAction} type="secondary" />}
        </div>
        {props.footerContent !== undefined && <div className="sd-sign-in-footer">{props.footerContent}</div>}
      </div>
      <FocusView
        title={props.descriptionActionTitle ?? descriptionActionLabel ?? ''}
        shown={shown}
        setShown={setShown}
      >
        {props.descriptionActionContents}
      </FocusView>
    </section>
  )
}
