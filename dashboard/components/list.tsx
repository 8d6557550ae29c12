// List and PropertyList: rows of facts.

import { createContext, useContext, useId, type ReactNode } from 'react'

const OnAction = createContext<((id: string) => unknown) | undefined>(undefined)

export type ListProps = { children?: ReactNode; onAction?: (id: string) => unknown }

export const List = ({ children, onAction }: ListProps) => (
  <ul className="sd-list">
    <OnAction.Provider value={onAction}>{children}</OnAction.Provider>
  </ul>
)

export type ListItemProps = {
  id?: string
  title?: ReactNode
  secondaryTitle?: ReactNode
  value?: ReactNode
  icon?: ReactNode
  image?: ReactNode
  size?: 'default' | 'large'
  children?: ReactNode
}

export function ListItem({
  id,
  title,
  secondaryTitle,
  value,
  icon,
  image,
  size = 'default',
  children,
}: ListItemProps) {
  const onAction = useContext(OnAction)
  const words = useId()
  const media = image ?? icon
  return (
    <li className={`sd-list-item sd-list-item-${size}${onAction ? ' sd-pressable-row' : ''}`}>
      {onAction && (
        // Covers the whole row, below the links and buttons an extension may put into it.
        <button
          type="button"
          className="sd-row-press"
          aria-labelledby={words}
          onClick={() => void onAction(id ?? '')}
        />
      )}
      {media !== undefined && <span className="sd-list-media">{media}</span>}
      <span id={words} className="sd-list-words">
        <span className="sd-list-title">{title ?? children}</span>
        {secondaryTitle !== undefined && <span className="sd-list-about">{secondaryTitle}</span>}
      </span>
      {value !== undefined && <span className="sd-list-value">{value}</span>}
    </li>
  )
}

type Orientation = 'vertical' | 'horizontal'
export type PropertyListProps = { children?: ReactNode; orientation?: Orientation }

export const PropertyList = ({ children, orientation = 'vertical' }: PropertyListProps) => (
  <dl className={`sd-properties sd-properties-${orientation}`}>{children}</dl>
)

export type PropertyListItemProps = { label?: ReactNode; value?: ReactNode; children?: ReactNode }

export const PropertyListItem = ({ label, value, children }: PropertyListItemProps) => (
  <div className="sd-property">
    <dt>{label}</dt>
    <dd>{value ?? children ?? <span className="sd-none">—</span>}</dd>
  </div>
)
