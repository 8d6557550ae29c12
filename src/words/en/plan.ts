// What the gateway says about the plan of a company, in English: mails, and why something does not work.

/** What a mail says. `day` is when it happens, where that is known. */
type MailWords = (day: string | undefined) => {
  subject: string
  lines: readonly string[]
  /** The label of the link to the billing page; without it there is no link. */
  link?: string
}

export type PlanWords = {
  greeting: string
  signature: string
  mails: {
    readonly [
      Kind in 'trial_ending' | 'payment_failed' | 'suspended' | 'erasure_announced' | 'erased'
    ]: MailWords
  }
  /** Above what works, by reason. */
  banners: {
    trial_ending: (day: string) => string
    payment_failed: (day: string | undefined) => string
    ends: (day: string) => string
    disputed: string
    address_needed: string
  }
  /** In place of what does not work, by reason. */
  suspended: {
    readonly [
      Reason in
        | 'trial_refused'
        | 'trial_over'
        | 'payment_failed'
        | 'unpaid'
        | 'canceled'
        | 'paused'
        | 'incomplete'
        | 'dispute_lost'
        | 'unknown_status'
    ]: string
  }
}

const openBilling = 'Open billing'

export const plan: PlanWords = {
  greeting: 'Hello,',
  signature: 'Tillside',
  mails: {
    trial_ending: (day) => ({
      subject: 'Your Tillside trial ends soon',
      lines: [
        `Your trial ends on ${day ?? 'the day shown on your billing page'}.`,
        'To keep the sidebar and your connection keys working, subscribe before then. It costs 4 USD a month for your whole company. If you subscribe today, the first payment is still due only when the trial ends, as long as it has more than two days left.',
        'If you do nothing, Tillside stops working on that day. Nothing is charged.',
      ],
      link: openBilling,
    }),
    payment_failed: (day) => ({
      subject: 'Your payment for Tillside failed',
      lines: [
        'We could not collect the payment for Tillside. Your bank may have declined it, or the card may have expired.',
        `Everything keeps working ${day === undefined ? 'for now' : `until ${day}`}. Please change the card or pay the invoice before then.`,
      ],
      link: openBilling,
    }),
    suspended: () => ({
      subject: 'Tillside is suspended for your company',
      lines: [
        'Tillside no longer shows customers in the sidebar and passes no requests on to Stripe, because there is no paid plan.',
        'Your settings and keys are kept. You can still sign in, export your data, and subscribe. Everything works again as soon as you do.',
      ],
      link: openBilling,
    }),
    erasure_announced: (day) => ({
      subject: 'Your Tillside data will be erased in 30 days',
      lines: [
        `Tillside has been suspended for your company for some time. On ${day ?? 'the day shown on your billing page'} we erase everything we store for it: Stripe keys, connection keys, settings, events and logs.`,
        'If you want to keep it, subscribe or export your data before then. This cannot be undone.',
      ],
      link: openBilling,
    }),
    erased: () => ({
      subject: 'Your Tillside data was erased',
      lines: [
        'We have erased what we stored for your company, as announced 30 days ago.',
        'Copies in backups disappear as the backups grow old. You may delete the restricted key in your Stripe Dashboard; it is of no more use to us.',
      ],
    }),
  },
  banners: {
    trial_ending: (day) => `The trial ends on ${day}.`,
    payment_failed: (day) =>
      `The last payment failed. ${day === undefined ? 'Please change the card or pay the invoice.' : `Everything works until ${day}; please change the card or pay the invoice before then.`}`,
    ends: (day) => `The plan was canceled and ends on ${day}.`,
    disputed: 'A payment for Tillside is disputed. Everything works until the bank has decided.',
    address_needed:
      'The address on the invoice is incomplete, so tax cannot be computed. Please complete it.',
  },
  suspended: {
    trial_refused:
      'This Stripe account, or the person who connected it, has had a trial before. Subscribe to use Tillside.',
    trial_over: 'The trial is over. Subscribe to go on.',
    payment_failed: 'The payment has been overdue for seven days. Pay the invoice to go on.',
    unpaid: 'The invoice was not paid. Pay it to go on.',
    canceled: 'The plan has ended. Subscribe to go on.',
    paused: 'The plan is paused. Subscribe to go on.',
    incomplete: 'The first payment was not completed. Subscribe again to go on.',
    dispute_lost: 'The last payment was returned to the card after a dispute. Subscribe again to go on.',
    unknown_status: 'The plan is in a state that Tillside does not know. Please write to us.',
  },
}
