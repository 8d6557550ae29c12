// DetailPageTable and DetailPagePropertyList: an app's module inside one of the Dashboard's own detail pages.

import type { ReactNode } from 'react'
import { AppMark } from './app-mark.tsx'
import { Link } from './button.tsx'
import type { TableColumn, TableItem } from './data-cell.tsx'
import { DataTable, Empty, type EmptyMessage, type RowAction, type RowActionGroup } from './data-table.tsx'
import { Icon } from './icon.tsx'
import { PropertyList, PropertyListItem } from './list.tsx'
import { Menu, MenuItem } from './menu.tsx'
import { follow, Pressable, type Href } from './pressable.tsx'
import { useServices } from './services.ts'
import { Skeleton } from './spinner.tsx'

type ModuleAction = { type?: 'link' | 'action'; label: string; href?: Href; onPress?: () => unknown }
type ModuleError = { message: string; errorAction?: { title: string; href: string } }
type ModuleProps = {
  pending?: boolean
  createAction?: () => unknown
  emptyMessage?: EmptyMessage
  error?: ModuleError
  extraActions?: ModuleAction[]
  showOpenAppAction?: boolean
}

/** The frame of a module: the app's name, its actions, and what to show while there is no content. */
function Module({ props, isEmpty, children }: { props: ModuleProps; isEmpty: boolean; children: ReactNode }) {
  const { pending = false, createAction, emptyMessage, error } = props
  const { app } = useServices()
  const content = () => {
    if (pending) return <Skeleton lines={4} />
    if (error) return <ModuleFailure error={error} />
    return isEmpty ? <Empty message={emptyMessage ?? 'Nothing here yet'} /> : children
  }
  return (
    <section className="sd-module" aria-busy={pending || undefined}>
      <header className="sd-module-header">
        <div className="sd-view-app">
          <AppMark /> <h2>{app.name}</h2>
        </div>
        <div className="sd-module-actions">
          {createAction && (
            <Pressable className="sd-icon-button" label="Create" onPress={() => void createAction()}>
              <Icon name="add" size="medium" />
            </Pressable>
          )}
          <ModuleMenu props={props} />
        </div>
      </header>
      {content()}
    </section>
  )
}

function ModuleMenu({ props }: { props: ModuleProps }) {
  const services = useServices()
  const open: ModuleAction = { label: `Open ${services.app.name}`, href: { name: 'fullPage' } }
  const actions = [...(props.extraActions ?? []), ...(props.showOpenAppAction ? [open] : [])]
  if (actions.length === 0) return null
  const trigger = (
    <Pressable className="sd-icon-button" label="More actions">
      <Icon name="more" size="medium" />
    </Pressable>
  )
  return (
    <Menu trigger={trigger}>
      {actions.map(({ label, href, onPress }) => (
        <MenuItem
          key={label}
          onAction={() => {
            void onPress?.()
            follow(href, services)
          }}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}

const ModuleFailure = ({ error }: { error: ModuleError }) => (
  <div role="alert" className="sd-module-error">
    <Icon name="warningCircle" /> {error.message}{' '}
    {error.errorAction && <Link href={error.errorAction.href}>{error.errorAction.title}</Link>}
  </div>
)

export type DetailPageTableProps = ModuleProps & {
  columns?: TableColumn[]
  items?: TableItem[]
  onItemPress?: (item: TableItem) => unknown
  rowActions?: (RowAction | RowActionGroup)[]
}

export function DetailPageTable(props: DetailPageTableProps) {
  const { columns = [], items = [], onItemPress, rowActions = [] } = props
  return (
    <Module props={props} isEmpty={items.length === 0}>
      <DataTable {...{ columns, items, rowActions }} {...(onItemPress && { onRowClick: onItemPress })} />
    </Module>
  )
}

type ValuePart = { text?: string; action?: { title: string; onPress: () => unknown } }
type Property = { label: string; description?: string; values?: { label?: ValuePart; value?: ValuePart }[] }
export type DetailPagePropertyListProps = ModuleProps & {
  items?: Property[]
  orientation?: 'vertical' | 'horizontal'
}

const Part = ({ part }: { part: ValuePart | undefined }) => (
  <>
    {part?.text}{' '}
    {part?.action && (
      <Pressable className="sd-link sd-link-primary" onPress={() => void part.action?.onPress()}>
        {part.action.title}
      </Pressable>
    )}
  </>
)

const Values = ({ item }: { item: Property }) => (
  <>
    {(item.values ?? []).map((value, at) => (
      <div key={at} className="sd-property-value">
        <Part part={value.label} />
        {value.value && (
          <span className="sd-secondary">
            <Part part={value.value} />
          </span>
        )}
      </div>
    ))}
    {item.description && <div className="sd-secondary">{item.description}</div>}
  </>
)

export function DetailPagePropertyList(props: DetailPagePropertyListProps) {
  const { items = [], orientation = 'vertical' } = props
  return (
    <Module props={props} isEmpty={items.length === 0}>
      <PropertyList orientation={orientation}>
        {items.map((item) => (
          <PropertyListItem key={item.label} label={item.label} value={<Values item={item} />} />
        ))}
      </PropertyList>
    </Module>
  )
}
