// Why a secret cannot be sealed or opened.

export type VaultFault = 'no_keys' | 'malformed' | 'unknown_key' | 'not_authentic'

/** A secret cannot be sealed or opened. The message says why, and nothing about the secret. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly fault: VaultFault

  constructor(fault: VaultFault) {
    super(
      fault === 'no_keys'
        ? 'TILLSIDE_KEKS is not set: nothing can be sealed'
        : `a sealed secret does not open: ${fault}`,
    )
    this.fault = fault
  }
}
