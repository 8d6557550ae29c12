// A panel beside every customer. Yours will ask your own systems: see "Write a panel" in the guides.

import { blocks, definePanel } from 'tillside/config'

export const customerSince = definePanel({
  id: 'customer-since',
  title: 'With us',
  for: ['customer'],
  load({ subject }) {
    const { created, metadata } = subject.object
    const crm = metadata['crm']
    return {
      blocks: [
        blocks.fields({
          'Customer since': [blocks.date(new Date(created * 1000).toISOString(), 'date')],
          'CRM number': crm === undefined ? 'none' : [blocks.foreign(crm)],
        }),
      ],
    }
  },
})
