// What the gateway says around in-house panels, in German.

import type { ExtensionWords } from '../en/extensions.ts'

export const extensions: ExtensionWords = {
  source: {
    timeout: (who) => `${who} hat nicht rechtzeitig geantwortet`,
    unreachable: (who) => `${who} ist nicht erreichbar`,
    circuit_open: (who) => `${who} ist mehrmals ausgefallen; gleich folgt ein neuer Versuch`,
    refused: (who) => `${who} erlaubt keinen Zugriff darauf`,
    not_found: (who) => `${who} hat dazu nichts gefunden`,
    rejected: (who) => `${who} hat die Anfrage nicht angenommen`,
    failed: (who) => `${who} meldet einen Fehler`,
    answer_invalid: (who) => `${who} hat eine unerwartete Antwort gesendet`,
    not_declared: (who) => `Dieser Abschnitt fragt ${who} nach etwas, das tillside.config.ts nicht erlaubt`,
  },
  late: 'Dieser Abschnitt hat nicht rechtzeitig geantwortet',
  failed: 'Dieser Abschnitt ist fehlgeschlagen',
  invalid: 'Dieser Abschnitt lieferte etwas, das sich nicht anzeigen lässt',
  gone: 'In Stripe gibt es das nicht mehr',
  request: 'Anfrage ',
  tryAgain: 'Erneut versuchen',
  needsRole: (roles) => `Erfordert die Rolle ${roles.join(' oder ')}`,
  nobody: 'Niemand hat die Rolle dafür',
}
