// ContextView: the drawer beside a Dashboard page.

import { useId, type ReactNode } from 'react'
import { AppMark, type Brand } from './app-mark.tsx'
import { Link } from './button.tsx'
import { useServices } from './services.ts'

export type ContextViewProps = Brand & {
  children?: ReactNode
  title?: string
  description?: string
  actions?: ReactNode
  banner?: ReactNode
  externalLink?: { label: string; href: string }
  footerContent?: ReactNode
  primaryAction?: ReactNode
  secondaryAction?: ReactNode
}

/** The footer of a view; not drawn if all its parts are missing. */
export function ViewFooter({
  footerContent,
  primaryAction,
  secondaryAction,
}: Pick<ContextViewProps, 'footerContent' | 'primaryAction' | 'secondaryAction'>) {
  const parts = [footerContent, primaryAction, secondaryAction]
  if (parts.every((part) => part === undefined || part === null)) return null
  return (
    <footer className="sd-view-footer">
      <div className="sd-view-footer-content">{footerContent}</div>
      <div className="sd-view-footer-actions">
        {secondaryAction}
        {primaryAction}
      </div>
    </footer>
  )
}

export function ContextView(props: ContextViewProps) {
  const { children, title = '', description, actions, banner, externalLink, brandColor, brandIcon } = props
  const { app } = useServices()
  const id = useId()
  const brand = {
    ...(brandColor !== undefined && { brandColor }),
    ...(brandIcon !== undefined && { brandIcon }),
  }
  return (
    <section className="sd-view sd-context-view" aria-labelledby={id}>
      <header className="sd-view-header">
        <div className="sd-view-app">
          <AppMark {...brand} /> <span>{app.name}</span>
        </div>
        <div className="sd-view-heading">
          <h2 id={id}>{title}</h2>
          {externalLink && (
            <Link href={externalLink.href} external>
              {externalLink.label}
            </Link>
          )}
        </div>
        {description && <p className="sd-view-about">{description}</p>}
        {actions !== undefined && <div className="sd-view-actions">{actions}</div>}
      </header>
      <div className="sd-view-body">
        {banner !== undefined && <div className="sd-view-banner">{banner}</div>}
        {children}
      </div>
      <ViewFooter {...props} />
    </section>
  )
}
