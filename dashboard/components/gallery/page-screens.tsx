// Samples of full pages and modules.

import { DataTable } from '../data-table.tsx'
import { DetailPagePropertyList, DetailPageTable } from '../detail-modules.tsx'
import { DetailPage, FullPageView, ListPage, OverviewPage, PageModule } from '../pages.tsx'
import { PropertyList, PropertyListItem } from '../list.tsx'
import type { TableColumn, TableItem } from '../data-cell.tsx'
import { record } from './calls.ts'
import { Sheet } from './sheet.tsx'

const columns: TableColumn[] = [
  { key: 'name', label: 'Customer', pinned: true },
  {
    key: 'status',
    label: 'Status',
    cell: { type: 'status', statusMap: { Sent: 'info', Returned: 'warning', Delivered: 'positive' } },
  },
  { key: 'amount', label: 'Amount', cell: { type: 'currency', currency: 'EUR', currencyKey: 'currency' } },
  {
    key: 'at',
    label: 'Sent',
    cell: { type: 'date', options: { style: 'medium-year-month-day', timeZone: 'UTC' } },
  },
  {
    key: 'tracking',
    label: 'Tracking',
    cell: { type: 'link', linkMap: { 'https://example.com/1': 'JD0146' } },
  },
  { key: 'id', label: 'ID', cell: { type: 'id' } },
]

const names = [
  'Ines Moreau',
  'Priya Raman',
  'Tomasz Kowalski',
  'Misaki Ito',
  'Rosa Díaz',
  'Noma Dlamini',
  'Lena Fuchs',
]
const items: TableItem[] = names.map((name, at) => ({
  id: `ship_${1042 + at}`,
  name,
  status: ['Sent', 'Delivered', 'Returned'][at % 3] ?? 'Sent',
  amount: 4500 + at * 1310,
  currency: at === 3 ? 'JPY' : 'EUR',
  at: Date.UTC(2026, 10, 3 + at) / 1000,
  tracking: 'https://example.com/1',
}))
const rowActions = [
  { id: 'track', label: 'Track', onPress: record('track') },
  {
    id: 'more',
    label: 'Money',
    actions: [{ id: 'refund', label: 'Refund', type: 'destructive' as const, onPress: record('refund') }],
  },
]

const Rows = () => (
  <ListPage
    title="Shipments"
    columns={columns}
    data={{ items }}
    pagination={{ pageSize: 4, currentPage: 1, totalItems: 7, onPageChange: record('page') }}
    headerActions={[{ id: 'new', label: 'New shipment', type: 'primary', onPress: record('new') }]}
  />
)

const Data = () => (
  <Sheet title="Data tables">
    <DataTable
      {...{ columns, items, rowActions }}
      onRowClick={record('row')}
      pagination={{ pageSize: 3, onPageChange: record('page') }}
      batchable={{ onBatchChange: record('batch') }}
      enableColumnReorder
      enableColumnResize
      onColumnOrderChange={record('order')}
    />
    <DataTable
      columns={columns.slice(0, 2)}
      items={[]}
      emptyMessage={{
        message: 'No shipments yet',
        action: { label: 'Create one', href: 'https://example.com' },
      }}
    />
    <DataTable columns={columns.slice(0, 2)} items={[]} loading />
  </Sheet>
)

const facts = (
  <PropertyList>
    <PropertyListItem label="Warehouse" value="Leipzig" />
    <PropertyListItem label="Weight" value="1.2 kg" />
  </PropertyList>
)

const Detail = () => (
  <FullPageView pageAction={{ label: 'New shipment', onPress: record('new') }}>
    <DetailPage
      title="Shipment 1042"
      description="To Berlin"
      breadcrumbs={[
        {
          type: 'link',
          label: 'Shipments',
          route: { name: 'fullPageGlob', params: { glob: ['shipments'] } },
        },
      ]}
      actions={[
        { label: 'Track', onPress: record('track') },
        { label: 'Cancel', type: 'destructive' },
      ]}
      primaryColumn={
        <PageModule
          title="Items"
          subtitle="Two of them"
          extraActions={[{ label: 'Add', onPress: record('add') }]}
        >
          <DataTable columns={columns.slice(0, 3)} items={items.slice(0, 2)} />
        </PageModule>
      }
      secondaryColumn={<PageModule title="Details">{facts}</PageModule>}
    />
    <OverviewPage pending primaryColumn={null} />
  </FullPageView>
)

const Modules = () => (
  <div className="sd-page">
    <DetailPageTable
      columns={columns.slice(0, 3)}
      items={items.slice(0, 3)}
      pending={false}
      createAction={record('create')}
      showOpenAppAction
      onItemPress={record('item')}
      rowActions={rowActions}
      extraActions={[{ label: 'Export', onPress: record('export') }]}
    />
    <DetailPagePropertyList
      pending={false}
      items={[
        {
          label: 'Address',
          description: 'Checked by the carrier',
          values: [
            {
              label: { text: 'Kastanienallee 12', action: { title: 'Change', onPress: record('change') } },
              value: { text: '10435 Berlin' },
            },
          ],
        },
        { label: 'Phone', values: [{ label: { text: '+49 30 1234567' } }] },
      ]}
    />
    <DetailPagePropertyList pending />
    <DetailPagePropertyList
      pending={false}
      error={{
        message: 'The warehouse did not answer.',
        errorAction: { title: 'See status', href: 'https://example.com' },
      }}
    />
    <DetailPageTable columns={[]} items={[]} pending={false} emptyMessage="No shipments yet" />
  </div>
)

export const pageScreens = { list: Rows, data: Data, detail: Detail, modules: Modules }
