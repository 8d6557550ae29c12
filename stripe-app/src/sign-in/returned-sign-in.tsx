// Finishes a sign-in in any view: a person who returns from another service may not land in the settings they left.

import { Banner } from '@stripe/ui-extension-sdk/ui'
import { isReturn, type Returned, splitState } from './returned.ts'
import { SignInPart } from './sign-in-part.tsx'

const titleOf = (service: string) => service.charAt(0).toUpperCase() + service.slice(1).replaceAll('-', ' ')

export function ReturnedSignIn({ oauth }: { oauth: Returned | undefined }) {
  if (!isReturn(oauth)) return null
  const service = splitState(oauth.state)?.service
  if (service !== undefined) {
    return <SignInPart key={oauth.code} service={service} title={titleOf(service)} returned={oauth} />
  }
  return oauth.error === undefined ? null : (
    <Banner
      type="caution"
      title="The sign-in was not completed"
      description="You or the service declined. Nothing was changed; you can start again in the settings of this app."
    />
  )
}
