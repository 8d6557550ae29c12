// Makes and uses passkeys. What extensions answer never leaves the page: the output of PRF opens keys.

export interface Passkeys {
  /** Whether this browser and device can make one that asks for a fingerprint, a face or a PIN. */
  isOffered(): Promise<boolean>
  /** Whether one can be used, perhaps from another device. */
  isUsable(): boolean
  /** Resolves with the credential to post; `undefined` where the person does not want to. */
  make(options: object): Promise<object | undefined>
  use(options: object): Promise<object | undefined>
}

/** The credential as JSON. `toJSON` would put the output of PRF into what is posted. */
const withoutExtensions = (credential: PublicKeyCredential): object => ({
  ...(credential.toJSON() as object),
  clientExtensionResults: {},
})

/** Closing the browser's own dialog is a no, not a failure. */
async function wanted(asking: Promise<Credential | null>): Promise<object | undefined> {
  try {
    const credential = await asking
    return credential instanceof PublicKeyCredential ? withoutExtensions(credential) : undefined
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name))
      return undefined
    throw error
  }
}

const isKnown = () =>
  typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

export const browserPasskeys: Passkeys = {
  isUsable: isKnown,
  isOffered: async () =>
    isKnown() && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()),
  make: (options) =>
    wanted(
      navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
          options as PublicKeyCredentialCreationOptionsJSON,
        ),
      }),
    ),
  use: (options) =>
    wanted(
      navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
          options as PublicKeyCredentialRequestOptionsJSON,
        ),
      }),
    ),
}
