// The app's settings page.

import type { ExtensionContextValue } from '@stripe/ui-extension-sdk/utils'
import { AppProvider } from '../app-context.tsx'
import { Settings } from '../settings/settings.tsx'

export default function AppSettings(context: ExtensionContextValue) {
  return (
    <AppProvider context={context}>
      <Settings oauth={context.oauthContext} />
    </AppProvider>
  )
}
