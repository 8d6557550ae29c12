// What the gateway says around in-house panels, in French.

import type { ExtensionWords } from '../en/extensions.ts'

export const extensions: ExtensionWords = {
  source: {
    timeout: (who) => `${who} n’a pas répondu à temps`,
    unreachable: (who) => `${who} est injoignable`,
    circuit_open: (who) => `${who} a échoué plusieurs fois ; nouvelle tentative dans un instant`,
    refused: (who) => `${who} n’autorise pas cet accès`,
    not_found: (who) => `${who} n’a rien trouvé à ce sujet`,
    rejected: (who) => `${who} n’a pas accepté la requête`,
    failed: (who) => `${who} a signalé une erreur`,
    answer_invalid: (who) => `${who} a envoyé une réponse inattendue`,
    not_declared: (who) => `Cette section demande à ${who} ce que tillside.config.ts ne permet pas`,
  },
  late: 'Cette section n’a pas répondu à temps',
  failed: 'Cette section a échoué',
  invalid: 'Cette section a renvoyé un contenu impossible à afficher',
  gone: 'Cet objet n’existe plus dans Stripe',
  request: 'Requête ',
  tryAgain: 'Réessayer',
  needsRole: (roles) => `Nécessite le rôle ${roles.join(' ou ')}`,
  nobody: 'Personne n’a le rôle nécessaire',
}
