// Full pages: FullPageView, OverviewPage, DetailPage, ListPage, and the modules they are made of.

import type { ReactNode } from 'react'
import { Button, ButtonGroup } from './button.tsx'
import type { TableColumn, TableItem } from './data-cell.tsx'
import type { Pagination } from './data-pages.ts'
import { DataTable, type EmptyMessage } from './data-table.tsx'
import { Pressable } from './pressable.tsx'
import { useServices, type RouteDescriptor } from './services.ts'
import { Skeleton } from './spinner.tsx'

type PageAction = {
  id?: string
  label: string
  type?: 'primary' | 'secondary' | 'destructive'
  disabled?: boolean
  onPress?: () => unknown
}

/** The buttons of a page or module; their handlers get no event. */
const Actions = ({ actions, size = 'medium' }: { actions: PageAction[]; size?: 'small' | 'medium' }) => (
  <ButtonGroup>
    {actions.map(({ id, label, type = 'secondary', disabled = false, onPress }) => (
      <Button key={id ?? label} {...{ type, disabled, size }} onPress={() => void onPress?.()}>
        {label}
      </Button>
    ))}
  </ButtonGroup>
)

export type FullPageViewProps = { children?: ReactNode; pageAction?: PageAction }

export function FullPageView({ children, pageAction }: FullPageViewProps) {
  const { app } = useServices()
  return (
    <section className="sd-page" aria-label={app.name}>
      <header className="sd-page-header">
        <h1>{app.name}</h1>
        {pageAction && <Actions actions={[{ type: 'primary', ...pageAction }]} />}
      </header>
      {children}
    </section>
  )
}

type Columns = { primaryColumn?: ReactNode; secondaryColumn?: ReactNode; pending?: boolean }

function PageColumns({ primaryColumn, secondaryColumn, pending = false }: Columns) {
  if (pending) return <Skeleton lines={8} />
  return (
    <div className={secondaryColumn === undefined ? 'sd-columns' : 'sd-columns sd-columns-two'}>
      <div className="sd-column">{primaryColumn}</div>
      {secondaryColumn !== undefined && <div className="sd-column">{secondaryColumn}</div>}
    </div>
  )
}

export const OverviewPage = (props: Columns) => (
  <div className="sd-overview">
    <PageColumns {...props} />
  </div>
)

type Breadcrumb = { type: 'link'; label: string; route: RouteDescriptor }
export type DetailPageProps = Columns & {
  title?: string
  description?: string
  breadcrumbs?: Breadcrumb[]
  actions?: PageAction[]
}

export function DetailPage(props: DetailPageProps) {
  const { title, description, breadcrumbs = [], actions = [] } = props
  return (
    <div className="sd-detail">
      {breadcrumbs.length > 0 && (
        <nav aria-label="Breadcrumb">
          <ol className="sd-breadcrumbs">
            {breadcrumbs.map(({ label, route }) => (
              <li key={label}>
                <Pressable className="sd-link sd-link-primary" href={route}>
                  {label}
                </Pressable>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <header className="sd-page-header">
        <div>
          <h1>{title}</h1>
          {description && <p className="sd-view-about">{description}</p>}
        </div>
        {actions.length > 0 && <Actions actions={actions} />}
      </header>
      <PageColumns {...props} />
    </div>
  )
}

export type PageModuleProps = {
  children?: ReactNode
  title?: string
  subtitle?: string
  extraActions?: PageAction[]
}

export const PageModule = ({ children, title, subtitle, extraActions = [] }: PageModuleProps) => (
  <section className="sd-module" aria-label={title}>
    <header className="sd-module-header">
      <div>
        <h2>{title}</h2>
        {subtitle && <p className="sd-view-about">{subtitle}</p>}
      </div>
      {extraActions.length > 0 && <Actions actions={extraActions} size="small" />}
    </header>
    {children}
  </section>
)

export type ListPageProps = {
  title?: string
  columns?: TableColumn[]
  data?: { items?: TableItem[]; loading?: boolean }
  emptyMessage?: EmptyMessage
  headerActions?: PageAction[]
  pagination?: Pagination
}

export function ListPage({
  title,
  columns = [],
  data = {},
  emptyMessage,
  headerActions = [],
  pagination,
}: ListPageProps) {
  return (
    <section className="sd-page" aria-label={title}>
      <header className="sd-page-header">
        <h1>{title}</h1>
        {headerActions.length > 0 && <Actions actions={headerActions} />}
      </header>
      <DataTable
        columns={columns}
        items={data.items ?? []}
        loading={data.loading ?? false}
        {...(emptyMessage !== undefined && { emptyMessage })}
        {...(pagination && { pagination })}
      />
    </section>
  )
}
