// What the gateway says about the plan of a company, in French.

import type { PlanWords } from '../en/plan.ts'

const openBilling = 'Ouvrir la facturation'

export const plan: PlanWords = {
  greeting: 'Bonjour,',
  signature: 'Tillside',
  mails: {
    trial_ending: (day) => ({
      subject: 'Votre essai de Tillside se termine bientôt',
      lines: [
        day === undefined ? 'Votre essai se termine bientôt.' : `Votre essai se termine le ${day}.`,
        'Pour que la barre latérale et vos clés de connexion continuent de fonctionner, abonnez-vous avant cette date. L’abonnement coûte 4 USD par mois pour toute votre entreprise. Si vous vous abonnez aujourd’hui, le premier paiement n’est dû qu’à la fin de l’essai, s’il reste plus de deux jours.',
        'Si vous ne faites rien, Tillside cesse de fonctionner ce jour-là. Rien n’est débité.',
      ],
      link: openBilling,
    }),
    payment_failed: (day) => ({
      subject: 'Votre paiement pour Tillside a échoué',
      lines: [
        'Nous n’avons pas pu encaisser le paiement de Tillside. Votre banque l’a peut-être refusé, ou la carte a expiré.',
        `Tout continue de fonctionner ${day === undefined ? 'pour le moment' : `jusqu’au ${day}`}. Merci de changer la carte ou de payer la facture avant.`,
      ],
      link: openBilling,
    }),
    suspended: () => ({
      subject: 'Tillside est suspendu pour votre entreprise',
      lines: [
        'Tillside n’affiche plus de clients dans la barre latérale et ne transmet plus de requêtes à Stripe, car il n’y a pas d’abonnement payé.',
        'Vos réglages et vos clés sont conservés. Vous pouvez toujours vous connecter, exporter vos données et vous abonner. Tout fonctionne de nouveau dès que c’est fait.',
      ],
      link: openBilling,
    }),
    erasure_announced: (day) => ({
      subject: 'Vos données Tillside seront effacées dans 30 jours',
      lines: [
        `Tillside est suspendu pour votre entreprise depuis un certain temps. ${day === undefined ? 'Dans 30 jours' : `Le ${day}`}, nous effaçons tout ce que nous conservons pour elle : clés Stripe, clés de connexion, réglages, événements et journaux.`,
        'Si vous voulez garder ces données, abonnez-vous ou exportez-les avant. L’effacement est définitif.',
      ],
      link: openBilling,
    }),
    erased: () => ({
      subject: 'Vos données Tillside ont été effacées',
      lines: [
        'Nous avons effacé ce que nous conservions pour votre entreprise, comme annoncé il y a 30 jours.',
        'Les copies dans les sauvegardes disparaissent avec l’âge de celles-ci. Vous pouvez supprimer la clé restreinte dans votre Dashboard Stripe ; elle ne nous sert plus à rien.',
      ],
    }),
  },
  banners: {
    trial_ending: (day) => `L’essai se termine le ${day}.`,
    payment_failed: (day) =>
      `Le dernier paiement a échoué. ${day === undefined ? 'Merci de changer la carte ou de payer la facture.' : `Tout fonctionne jusqu’au ${day} ; merci de changer la carte ou de payer la facture avant.`}`,
    ends: (day) => `L’abonnement a été résilié et se termine le ${day}.`,
    disputed: 'Un paiement pour Tillside est contesté. Tout fonctionne jusqu’à la décision de la banque.',
    address_needed:
      'L’adresse de facturation est incomplète, la taxe ne peut donc pas être calculée. Merci de la compléter.',
  },
  suspended: {
    trial_refused:
      'Ce compte Stripe, ou la personne qui l’a connecté, a déjà eu un essai. Abonnez-vous pour utiliser Tillside.',
    trial_over: 'L’essai est terminé. Abonnez-vous pour continuer.',
    payment_failed: 'Le paiement a sept jours de retard. Payez la facture pour continuer.',
    unpaid: 'La facture n’a pas été payée. Payez-la pour continuer.',
    canceled: 'L’abonnement est terminé. Abonnez-vous pour continuer.',
    paused: 'L’abonnement est en pause. Abonnez-vous de nouveau pour continuer.',
    incomplete: 'Le premier paiement n’a pas abouti. Abonnez-vous de nouveau pour continuer.',
    dispute_lost:
      'Le dernier paiement a été remboursé à la suite d’une contestation. Abonnez-vous de nouveau pour continuer.',
    unknown_status: 'L’abonnement est dans un état que Tillside ne connaît pas. Merci de nous écrire.',
  },
}
