// Which mail domains say something about a company: not the public providers, where strangers share a domain.

// The package's own index needs Node's createRequire; its list is plain JSON.
import providers from 'email-providers/all.json' with { type: 'json' }

const publicDomains: ReadonlySet<string> = new Set(providers)

/** Whether anybody can have an address there; subdomains of a provider count too. */
export function isPublicMailDomain(domain: string): boolean {
  const labels = domain.toLowerCase().split('.')
  return labels.some(
    (_, start) => start < labels.length - 1 && publicDomains.has(labels.slice(start).join('.')),
  )
}
