// What was read only in part, in French.

import { line } from '../line.ts'
import type { incomplete as english } from '../en/incomplete.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('fr')

export const incomplete: typeof english = {
  atLeast: (amount) => line`au moins ${amount}`,
  moreSubscriptions: (read) => `${count(read, 'abonnement lu', 'abonnements lus')}, il y en a d’autres`,
  moreItems: 'un abonnement a plus d’éléments que ceux qui ont été lus',
  endedUnknown: 'certains abonnements terminés peuvent manquer',
  endedUnknownText: 'Certains abonnements terminés peuvent manquer.',
  moreOpenInvoices: 'd’autres factures peuvent être ouvertes',
  lostAtLeast: (amounts) => line`au moins ${amounts} perdus en litiges`,
  disputesNotRead: (payments) =>
    count(payments, 'paiement contesté non examiné', 'paiements contestés non examinés'),
  moreDisputes: 'des paiements plus anciens peuvent aussi être contestés',
  delinquent: 'en défaut de paiement selon Stripe',
  delinquentTitle: 'Selon Stripe, ce client est en défaut de paiement',
  delinquentText:
    'Aucune facture impayée n’a été trouvée. Une facture a peut-être été passée en perte, ou le dernier prélèvement a échoué.',
  delinquentUnread: 'Les factures n’ont pas pu être lues : ce qui reste dû est inconnu.',
  openDisputes: (disputes) =>
    `${count(disputes, 'autre litige attend', 'autres litiges attendent')} une réponse`,
}
