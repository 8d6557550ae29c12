// The footer, always in sight: mode, Stripe account, age of what is shown, refresh.

import type { AccountState } from '#contract/api.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { formatAge } from '../ui/format-date.ts'
import { sayCount } from '../ui/panel-words.ts'
import { Ticking } from './age.tsx'
import type { Answer } from './answer.ts'
import type { View } from './view.ts'

/** The account of the customer drawn, or all that were asked. */
function accountsOf({ found }: Answer): AccountState[] {
  const accounts = found?.accounts ?? []
  const own = accounts.filter((account) => account.key === found?.customer?.account)
  return own.length > 0 ? own : accounts
}

/** Whether what is shown is not real money. */
export function isTest({ found }: Answer): boolean {
  return (accountsOf({ found, panels: [], fresh: new Set() } as Answer)[0]?.mode ?? found?.mode) === 'test'
}

function Age({ view, answer, busy }: { view: View; answer: Answer; busy: boolean }) {
  const { words, drawing } = view
  const asOf = answer.done?.asOf ?? answer.found?.asOf
  if (busy || !asOf) return <span class="ts-foot-age">{busy ? words.refreshing : ''}</span>
  const stale = answer.done?.stale !== undefined
  return (
    <span
      class={`ts-foot-age${stale ? ' ts-warn' : ''}`}
      title={new Date(asOf).toLocaleString(drawing.locale)}
    >
      <Ticking text={(nowMs) => formatAge(asOf, { ...drawing, nowMs })} />
    </span>
  )
}

/** The footer of every screen but setup. */
export function Footer({ view, answer, busy }: { view: View; answer: Answer; busy: boolean }) {
  const { words, sidebar } = view
  const accounts = accountsOf(answer)
  const [first] = accounts
  const name =
    accounts.length > 1 ? sayCount(words.accounts, accounts.length) : (first?.name ?? first?.accountId ?? '')
  const test = isTest(answer)
  return (
    <div class="ts-foot">
      {test && <span class="ts-badge ts-test">{words.test}</span>}
      <span
        class="ts-foot-account"
        title={accounts
          .map((account) => [account.name, account.accountId].filter(Boolean).join(' '))
          .join(', ')}
      >
        {[!test && first ? words.live : '', name].filter(Boolean).join(' · ')}
      </span>
      <Age view={view} answer={answer} busy={busy} />
      <IconButton
        icon="refresh"
        data-refresh
        label={words.refresh}
        hint="R"
        class={`ts-icon-button${busy ? ' is-turning' : ''}`}
        onClick={() => sidebar.refresh()}
      />
    </div>
  )
}
