// Recognizes public mail providers, whose users are strangers to one another.

// The package's own index needs Node's createRequire; its list is plain JSON.
import providers from 'email-providers/all.json' with { type: 'json' }

const publicDomains: ReadonlySet<string> = new Set(providers)

/** Whether anybody can get an address at this domain; subdomains of a provider count too. */
export function isPublicMailDomain(domain: string): boolean {
  const labels = domain.toLowerCase().split('.')
  return labels.some(
    (_, start) => start < labels.length - 1 && publicDomains.has(labels.slice(start).join('.')),
  )
}
