// Finding customers, in French.

import { line } from '../line.ts'
import type { lookup as english } from '../en/lookup.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('fr')

export const lookup: typeof english = {
  chooser: {
    title: 'De quel client s’agit-il ?',
    sharing: (customers, address) =>
      line`${count(customers, 'client Stripe a', 'clients Stripe ont')} l’adresse ${address}`,
    found: (customers) =>
      line`${count(customers, 'client Stripe correspond', 'clients Stripe correspondent')}`,
    notVerified: 'Non vérifié',
    more: 'Stripe contient d’autres clients avec cette adresse.',
  },
  notFound: {
    nobody: (places) => line`Aucun client Stripe n’a exactement cette adresse (${places}).`,
    nobodyAsked: 'Aucun compte Stripe n’a pu être joint.',
    test: 'mode test',
    live: 'mode production',
    team: 'Un collègue',
    teamText: 'Les adresses de votre propre équipe ne sont pas recherchées dans Stripe.',
    skippedLimit: (addresses) =>
      `${count(addresses, 'autre adresse n’a pas été recherchée', 'autres adresses n’ont pas été recherchées')} ; la limite est de dix à la fois.`,
    notLookedUp: 'Non recherché',
    limitText: 'Dix adresses au plus par conversation sont recherchées ; celle-ci n’en fait pas partie.',
    othersToo: (addresses) =>
      `${count(addresses, 'autre adresse de cette conversation a aussi été recherchée', 'autres adresses de cette conversation ont aussi été recherchées')}.`,
    hint: 'Paiement avec une autre adresse ? Demandez le numéro de facture ou les quatre derniers chiffres de la carte.',
    unanswered: (name) => line`${name} n’a pas répondu`,
    unansweredText: 'On ignore si cette personne y est cliente.',
    listOnly: (name) =>
      line`${name} : seules les adresses écrites exactement ainsi ont été trouvées, car la recherche de Stripe n’a pas répondu.`,
    guest: 'Invité',
    guestText: (payments) =>
      `A payé ${payments === 1 ? 'une' : payments} fois via Checkout sans devenir client.`,
    guestTitle: 'Paiements sans client',
    chargeUnread: 'Les remboursements et litiges de certains de ces paiements n’ont pas pu être lus.',
  },
  search: {
    summary: (parts, text) => line`${parts} pour « ${text} »`,
    customers: (number) => count(number, 'client', 'clients'),
    invoices: (number) => count(number, 'facture', 'factures'),
    others: (number) => count(number, 'autre objet', 'autres objets'),
    guestPayments: (number) => count(number, 'paiement sans client', 'paiements sans client'),
    nothing: {
      nothing: (text) => line`« ${text} » est trop court pour une recherche`,
      address: (text) =>
        line`Aucun client n’a l’adresse « ${text} », et aucun paiement d’invité via Checkout ne l’utilise`,
      customer: (text) => line`Le client ${text} n’existe pas`,
      guest_customer: (text) =>
        line`${text} est un invité : l’API de Stripe ne permet pas de rechercher les invités. Cherchez l’identifiant du paiement, l’adresse ou les quatre derniers chiffres de la carte.`,
      object: (text) => line`Aucun objet ne porte l’identifiant ${text}`,
      invoice_number: (text) =>
        line`Aucune facture ne porte le numéro « ${text} », et aucun nom ni aucune adresse de client ne le contient`,
      receipt_number: (text) =>
        line`Aucune facture ne porte le numéro de reçu « ${text} ». Les reçus des autres paiements ne peuvent pas être recherchés.`,
      last4: (text) =>
        line`Aucun paiement par carte ne se termine par « ${text} ». Les comptes bancaires et les portefeuilles ne peuvent pas être recherchés par chiffres.`,
      phone: (text) => line`Aucun client n’a le numéro de téléphone « ${text} »`,
      metadata: (text) => line`Aucun client, abonnement, facture ou paiement n’a les métadonnées « ${text} »`,
      text: (text) => line`Aucun nom ni aucune adresse de client ne contient « ${text} »`,
    },
    nothingKnown: (text) => line`Rien n’a été trouvé pour « ${text} », mais tout n’a pas pu être recherché`,
    unowned: (what) =>
      line`${what} existe dans Stripe, mais n’appartient à aucun client ni à aucun paiement affichable.`,
    more: 'Stripe contient plus que ce qui est affiché ici.',
    partly: 'tout n’a pas pu être recherché.',
    statuses: {
      paid: 'Payée',
      open: 'Ouverte',
      draft: 'Brouillon',
      void: 'Annulée',
      uncollectible: 'Passée en perte',
      succeeded: 'Réussi',
      failed: 'Échoué',
      active: 'Actif',
      trialing: 'Essai',
      past_due: 'En retard',
      unpaid: 'Impayé',
      canceled: 'Annulé',
      paused: 'En pause',
      incomplete: 'Non démarré',
      processing: 'En cours',
      requires_action: 'Le client doit confirmer',
      requires_payment_method: 'Non terminé',
      requires_confirmation: 'Non confirmé',
      requires_capture: 'Autorisé',
      settled: 'Soldée',
      pending: 'En cours',
      complete: 'Terminé',
      expired: 'Expiré',
      needs_response: 'Contesté',
      under_review: 'Contesté',
      lost: 'Litige perdu',
      won: 'Litige gagné',
    },
    lag: 'Un client créé il y a moins d’une minute peut rester introuvable, sauf par son identifiant (cus_…).',
  },

  unavailable: {
    permission: (what) => `La clé Stripe ne peut pas lire ${what}`,
    permissionText: (place) => line`Dans ${place}, modifiez la clé et définissez`,
    permissionPlace: 'Stripe, sous Développeurs, Clés API',
    permissionFor: {
      subscriptions: 'les abonnements',
      invoices: 'les factures',
      payments: 'les paiements',
      disputes: 'les litiges',
      products: 'les produits',
      paymentMethods: 'les moyens de paiement',
      customers: 'les clients',
      this: 'ceci',
      nextInvoices: 'les prochaines factures',
      pendingItems: 'les lignes de facture',
      schedules: 'les modifications prévues',
      methods: 'les moyens de paiement',
      sources: 'les anciens moyens de paiement',
      entries: 'le solde',
      creditNotes: 'les avoirs',
      incomplete: 'les Payment Intents',
      warnings: 'les alertes de fraude',
      reviews: 'les examens',
      taxIds: 'les numéros fiscaux',
    },
    andLast: ' et ',
    tick: (row) => `${row}: Read`,
    ownerText: (rows, link) =>
      `Merci de modifier la clé restreinte de Tillside dans Stripe (Développeurs, Clés API) et de définir : ${rows}. Ou de créer une nouvelle clé, toutes les cases cochées : ${link}`,
    rateLimited: 'Stripe demande de ralentir',
    rateLimitedText: 'Trop de requêtes ont été envoyées à ce compte.',
    rateLimitedUntil: (when) =>
      line`Trop de requêtes ont été envoyées à ce compte (prochaine tentative ${when}).`,
    timeout: 'Stripe a mis trop de temps à répondre',
    unreachable: 'Stripe est injoignable',
    keyRefused: 'Stripe a refusé la clé',
    keyRefusedText:
      'Elle a été supprimée, a expiré ou appartient à un autre mode. Configurez une nouvelle clé restreinte dans la passerelle.',
    rationSpent: 'Les lectures de ce mois sont presque épuisées',
    rationSpentText:
      'Stripe limite les lectures à 500 par transaction. L’actualisation manuelle fonctionne toujours.',
    failed: 'Stripe a répondu par une erreur',
    failedText: 'Cette partie reste inconnue jusqu’à la prochaine réponse de Stripe.',
    requestId: (id) => line`Requête ${id}`,
    unknownText: 'Son contenu est inconnu.',
  },
}
