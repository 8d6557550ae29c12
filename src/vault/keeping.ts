// Which feature needs which keeping of a tenant's Stripe keys. The one table: documents and screens show it.

/** `sealed`: opens only with an opener that somebody presents. `standing`: the gateway opens it by itself. */
export type Keeping = 'sealed' | 'standing'

export const features = {
  proxy_lane: {
    title: 'Proxy lane',
    needs: 'sealed',
    because: 'Every request brings a connection key.',
  },
  sidebar: {
    title: 'Sidebar in Missive, with panels and actions that finish while it is open',
    needs: 'sealed',
    because: 'Every request brings a connection key.',
  },
  stripe_app: {
    title: 'Stripe App in the Dashboard',
    needs: 'standing',
    because: 'Stripe signs its requests, and a signature opens nothing.',
  },
  webhook_handlers: {
    title: 'Webhooks with handlers',
    needs: 'standing',
    because: 'Events arrive while nobody asks.',
  },
  reconciliation: {
    title: 'Reconciliation of missed events',
    needs: 'standing',
    because: 'It reads Stripe while nobody asks.',
  },
  schedules: {
    title: 'Schedules',
    needs: 'standing',
    because: 'They run while nobody asks.',
  },
  later_actions: {
    title: 'Actions that run later or are tried again',
    needs: 'standing',
    because: 'The request that started them is over.',
  },
} as const satisfies Record<string, { title: string; needs: Keeping; because: string }>

/** What a Stripe key is opened for. */
export type Feature = keyof typeof features
