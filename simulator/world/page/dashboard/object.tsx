// The page of one Stripe object, like the Dashboard's: title, fields, sections.

import { formatMoney } from '#contract/money.ts'
import type { DashboardObject, DashboardValue } from '../../dashboard/objects.ts'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

const format = (value: DashboardValue): string => {
  if (typeof value === 'string') return value
  return 'atMs' in value ? day.format(value.atMs) : formatMoney(value, 'en-GB')
}

const isId = (label: string) => label === 'Id' || label === 'Order'

function Rows({ rows, isTotalLast }: { rows: DashboardObject['rows']; isTotalLast?: boolean | undefined }) {
  return (
    <dl>
      {rows.map(({ label, value }, index) => (
        <div key={index} class={`pair ${isTotalLast && index === rows.length - 1 ? 'total' : ''}`}>
          <dt>
            <bdi>{label}</bdi>
          </dt>
          <dd class={isId(label) ? 'mono' : ''} title={format(value)}>
            <bdi>{format(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const kindWords: Record<DashboardObject['kind'], string> = {
  customer: 'Customer',
  invoice: 'Invoice',
  product: 'Product',
  subscription: 'Subscription',
  payment: 'Payment',
}

export function ObjectPage({ object }: { object: DashboardObject }) {
  const { kind, title, badge, rows, sections } = object
  return (
    <article class="object" aria-labelledby="object-title">
      <p class="object-kind">{kindWords[kind]}</p>
      <h3 id="object-title">
        <bdi>{format(title)}</bdi>{' '}
        {badge && <span class={`object-badge is-${badge.status}`}>{badge.text}</span>}
      </h3>
      <Rows rows={rows} />
      {sections.map((section) => (
        <section key={section.title}>
          <h4>{section.title}</h4>
          <Rows rows={section.rows} isTotalLast={section.isTotalLast} />
        </section>
      ))}
    </article>
  )
}
