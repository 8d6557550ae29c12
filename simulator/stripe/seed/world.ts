// Creates the world of Kelpie Coffee: two accounts, each in live and test mode, with invoice numbers and events.

import type { Ids } from '../ids.ts'
import { accountIds } from '../keys.ts'
import { account } from '../objects/account.ts'
import { World } from '../store.ts'
import { Author } from './author.ts'
import { plantCatalogue } from './catalogue.ts'
import { createClock } from './clock.ts'
import { plantComingUp } from './coming-up.ts'
import { plantCrowds } from './crowds.ts'
import { plantDisputesAndRefunds } from './disputes.ts'
import { plantSecondAccount, plantSecondTest, plantTestMode } from './elsewhere.ts'
import { plantEvents } from './events.ts'
import { plantIdentities } from './identities.ts'
import { plantMainPeople } from './main-people.ts'
import { plantMoney } from './money.ts'
import { plantOneOffs } from './one-offs.ts'
import { plantOwnAccount } from './own-account.ts'
import { plantSettlements } from './settlements.ts'
import { plantStatuses } from './statuses.ts'
import { plantTerms } from './terms.ts'

type WorldOptions = {
  nowMs: number
  ids: Ids
  /** Only the account that sells Tillside, without Kelpie Coffee, which takes most of the time. */
  isBare?: boolean
}

function numberInvoices(author: Author, prefix: string): void {
  const invoices = author.store
    .all('invoice')
    .filter((each) => each.status !== 'draft' && each.number === null)
    .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))
  invoices.forEach((each, index) => {
    each.number = `${prefix}-${String(index + 1).padStart(4, '0')}`
  })
}

const names: Record<string, string> = {
  [accountIds.eu]: 'Kelpie Coffee EU',
  [accountIds.us]: 'Kelpie Coffee US',
  [accountIds.tillside]: 'Tillside',
}

/** Creates the whole world at a given time. */
export function plantWorld({ nowMs, ids, isBare = false }: WorldOptions): World {
  const world = new World()
  const clock = createClock(nowMs)
  const open = (accountId: string, livemode: boolean): Author => {
    const author = new Author(world.compartment(accountId, livemode), ids, clock)
    author.store.add(
      'account',
      account({
        id: accountId,
        name: names[accountId] ?? accountId,
        country: accountId === accountIds.us ? 'US' : 'DE',
        created: clock.months(80),
      }),
    )
    return author
  }
  for (const livemode of [true, false]) plantOwnAccount(open(accountIds.tillside, livemode))
  if (isBare) return world
  const eu = open(accountIds.eu, true)
  const euTest = open(accountIds.eu, false)
  const us = open(accountIds.us, true)
  const usTest = open(accountIds.us, false)
  const prices = plantCatalogue(eu, 'eur')
  plantMainPeople(eu, prices)
  plantStatuses(eu, prices)
  plantOneOffs(eu)
  plantDisputesAndRefunds(eu)
  plantMoney(eu, prices)
  plantIdentities(eu, prices)
  plantComingUp(eu, prices)
  plantSettlements(eu)
  plantTerms(eu, prices)
  plantCrowds(eu, prices)
  plantTestMode(euTest, plantCatalogue(euTest, 'eur'))
  plantSecondAccount(us, plantCatalogue(us, 'usd'))
  plantCatalogue(usTest, 'usd')
  plantSecondTest(usTest)
  numberInvoices(eu, 'KELP')
  numberInvoices(euTest, 'KTEST')
  numberInvoices(us, 'KUS')
  numberInvoices(usTest, 'KUST')
  for (const author of [eu, euTest, us, usTest]) plantEvents(author)
  return world
}
