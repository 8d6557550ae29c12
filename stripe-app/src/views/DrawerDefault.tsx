// The view when no object is open; also where a person may land after returning from another service.

import type { ExtensionContextValue } from '@stripe/ui-extension-sdk/utils'
import { AppProvider } from '../app-context.tsx'
import { Welcome } from '../panels/welcome.tsx'

export default function DrawerDefault(context: ExtensionContextValue) {
  return (
    <AppProvider context={context}>
      <Welcome oauth={context.oauthContext} />
    </AppProvider>
  )
}
