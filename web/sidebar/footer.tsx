// The footer, always visible: mode, Stripe account, age of the data, refresh.

import type { AccountState } from '#contract/api.ts'
import { drawIconButton } from '../ui/icon-button.tsx'
import { formatAge } from '../ui/format-date.ts'
import { sayCount } from '../ui/panel-words.ts'
import type { PanelsResponse } from './lookup/response.ts'
import type { View } from './view.ts'

/** The account of the customer on screen, or all accounts that were searched. */
function accountsOf({ found }: PanelsResponse): AccountState[] {
  const accounts = found?.accounts ?? []
  const own = accounts.filter((account) => account.key === found?.customer?.account)
  return own.length > 0 ? own : accounts
}

/** Whether the data is from test mode. */
export function isTest(response: PanelsResponse): boolean {
  return (accountsOf(response)[0] ?? response.found)?.mode === 'test'
}

function drawAge({ words, drawing, nowMs }: View, { done, found }: PanelsResponse, busy: boolean) {
  const asOf = done?.asOf ?? found?.asOf
  return busy || !asOf ? (
    <span class="ts-foot-age">{busy && words.refreshing}</span>
  ) : (
    <span
      class={`ts-foot-age ${done?.stale ? 'ts-warn' : ''}`}
      title={new Date(asOf).toLocaleString(drawing.locale)}
    >
      {formatAge(asOf, { ...drawing, nowMs })}
    </span>
  )
}

/** The footer of every screen except setup. */
export function drawFooter(view: View, response: PanelsResponse, busy: boolean) {
  const { words, selection } = view
  const accounts = accountsOf(response)
  const [first] = accounts
  const name =
    accounts.length > 1 ? sayCount(words.accounts, accounts.length) : (first?.name ?? first?.accountId)
  const test = isTest(response)
  return (
    <div class="ts-foot">
      {test && <span class="ts-badge ts-test">{words.test}</span>}
      <span
        class="ts-foot-account"
        title={accounts.map(({ name, accountId }) => `${name ?? ''} ${accountId ?? ''}`.trim()).join(', ')}
      >
        {[!test && first && words.live, name].filter(Boolean).join(' · ')}
      </span>
      {drawAge(view, response, busy)}
      {drawIconButton('refresh', words.refresh, () => selection.refresh(), {
        hint: 'R',
        class: `ts-icon-button ${busy ? 'is-turning' : ''}`,
        'data-refresh': true,
      })}
    </div>
  )
}
