// Les mots français autour de la recherche de clients.

import { line } from '../line.ts'
import type { lookup as english } from './en-lookup.ts'
import { pluralOf } from './plural.ts'

const count = pluralOf('fr')

export const lookup: typeof english = {
  chooser: {
    title: 'De quel client s’agit-il ?',
    sharing: (customers, address) =>
      line`${count(customers, 'client Stripe a', 'clients Stripe ont')} l’adresse ${address}`,
    found: (customers) =>
      line`${count(customers, 'client Stripe correspond', 'clients Stripe correspondent')}`,
    notVerified: 'Non vérifié',
    more: 'Stripe a plus de clients avec cette adresse que cette liste.',
  },
  notFound: {
    nobody: (places) => line`Aucun client Stripe n’a exactement cette adresse, dans ${places}.`,
    nobodyAsked: 'Aucun compte Stripe n’a pu être interrogé.',
    test: 'mode test',
    live: 'mode production',
    team: 'Un collègue',
    teamText: 'Les adresses de votre propre équipe ne sont pas recherchées dans Stripe.',
    skippedLimit: (addresses) =>
      `${count(addresses, 'autre adresse n’a pas été recherchée', 'autres adresses n’ont pas été recherchées')} : dix au plus à la fois.`,
    notLookedUp: 'Non recherché',
    limitText: 'Dix adresses d’une conversation sont recherchées à la fois ; celle-ci est de trop.',
    othersToo: (addresses) =>
      `${count(addresses, 'autre adresse de cette conversation a aussi été recherchée', 'autres adresses de cette conversation ont aussi été recherchées')}.`,
    hint: 'Paie depuis une autre adresse ? Demandez le numéro de facture ou les quatre derniers chiffres de la carte.',
    unanswered: (name) => line`${name} n’a pas répondu`,
    unansweredText: 'On ignore si cette personne y est cliente.',
    listOnly: (name) =>
      line`${name} : seules les adresses écrites exactement ainsi ont été trouvées, car la recherche de Stripe n’a pas répondu.`,
  },
  search: {
    summary: (parts, text) => line`${parts} pour « ${text} »`,
    customers: (number) => count(number, 'client', 'clients'),
    invoices: (number) => count(number, 'facture', 'factures'),
    others: (number) => count(number, 'autre objet', 'autres objets'),
    nothing: (text) => line`Rien dans Stripe pour « ${text} »`,
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
      pending: 'En cours',
      complete: 'Terminé',
      expired: 'Expiré',
      needs_response: 'Contesté',
      under_review: 'Contesté',
      lost: 'Litige perdu',
      won: 'Litige gagné',
    },
    lag: 'Un client créé il y a moins d’une minute peut ne pas encore être trouvable. Son identifiant, cus_…, l’est toujours.',
  },

  unavailable: {
    permission: (what) => `La clé Stripe ne peut pas lire ${what}`,
    permissionText: (place) => line`Dans ${place}, modifiez la clé et réglez`,
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
    },
    andLast: ' et ',
    tick: (row) => `${row}: Read`,
    ownerText: (rows) =>
      `Merci de modifier la clé restreinte de Tillside dans Stripe (Développeurs, Clés API) et de régler : ${rows}.`,
    rateLimited: 'Stripe demande une pause',
    rateLimitedText: 'Trop de requêtes ont été faites à ce compte.',
    rateLimitedUntil: (when) => line`Trop de requêtes ont été faites à ce compte. Prochain essai ${when}.`,
    timeout: 'Stripe a mis trop de temps à répondre',
    unreachable: 'Stripe est injoignable',
    keyRefused: 'Stripe refuse la clé',
    keyRefusedText:
      'Elle a été supprimée, a expiré ou appartient à un autre mode. Réglez une nouvelle clé restreinte dans la passerelle.',
    rationSpent: 'Les lectures de ce mois sont presque épuisées',
    rationSpentText:
      'Stripe limite les lectures à 500 par transaction. L’actualisation manuelle fonctionne toujours.',
    failed: 'Stripe a répondu par une erreur',
    failedText: 'Cette partie est inconnue jusqu’à sa prochaine réponse.',
    requestId: (id) => line`Requête ${id}`,
    unknownText: 'Son contenu est inconnu.',
  },
}
