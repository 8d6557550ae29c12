// Les mots français pour dire pourquoi un paiement a échoué.

import type { declines as english } from './en-declines.ts'

export const declines: typeof english = {
  reasons: {
    insufficientFunds: 'provision insuffisante',
    expiredCard: 'la carte a expiré',
    authentication: 'la banque demande la confirmation du client (3-D Secure)',
    generic: 'la banque a refusé sans motif',
    wrongCvc: 'données de carte erronées (code de sécurité)',
    wrongNumber: 'données de carte erronées (numéro)',
    wrongExpiry: 'données de carte erronées (date d’expiration)',
    wrongAddress: 'données de carte erronées (adresse)',
    limit: 'au-delà du plafond de la carte',
    kind: 'la carte n’autorise pas ce paiement',
    currency: 'la carte n’autorise pas cette devise',
    amount: 'la carte n’autorise pas ce montant',
    fault: 'incident technique à la banque',
    duplicate: 'le même montant vient d’être débité',
    stopped: 'le client a demandé à la banque d’arrêter ces paiements',
    blockedCard: 'la carte est bloquée ou remplacée',
    fraud: 'soupçon de fraude',
    lostOrStolen: 'la carte est déclarée perdue ou volée',
    debitNotAuthorized: 'prélèvement refusé : non autorisé',
    accountClosed: 'prélèvement refusé : compte clos',
    noAccount: 'prélèvement refusé : compte inexistant',
    debit: 'prélèvement refusé par la banque',
    brokenOff: 'le client ou le prestataire a interrompu le paiement',
    ourRules: 'bloqué par vos règles antifraude',
  },
  helps: {
    insufficientFunds: 'une autre carte, ou réessayer plus tard',
    expiredCard: 'mettre la carte à jour',
    authentication: 'envoyer le lien de paiement',
    generic: 'le client appelle sa banque, ou une autre carte',
    details: 'saisir la carte à nouveau',
    anotherCard: 'une autre carte',
    retry: 'réessayer',
    doublePayment: 'vérifier un double paiement',
    newMandate: 'un nouveau mandat ou une nouvelle carte',
    otherMethod: 'un autre moyen de paiement',
    tryAgain: 'réessayer',
    review: 'examiner le paiement dans Stripe',
  },
  toCustomer: {
    neutral: 'La banque a refusé le paiement.',
    insufficientFunds:
      'La banque a refusé le paiement car la provision de la carte ou du compte était insuffisante.',
    expiredCard: 'Le paiement a échoué car la carte a expiré.',
    authentication: 'La banque vous demande de confirmer le paiement.',
    details: 'Le paiement a échoué car les données de la carte ne correspondaient pas.',
  },
}
