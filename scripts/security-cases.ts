// Generates docs/security/cases.md: the tested attacks, taken from published vulnerabilities, and the test files that cover each. Files
// are found by the number in their first lines or in the name of a test, so the list cannot become outdated.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Case = {
  id: string
  what: string
  /** Why there is nothing to test. */
  outside?: string
}

const rows: [what: string, outside?: string][] = [
  ['An event without a signature is refused before its body is read, and nothing is stored.'],
  ['A missing or empty signing secret means that nothing is accepted, never everything.'],
  ['A truncated or empty signature is refused without an error.'],
  ['A malformed header or body gets a 400, and the process survives.'],
  ['A request with an old signature is refused.'],
  ['A request signed in the future, or with a missing, malformed or second timestamp, is refused.'],
  ['Thousands of signatures, or a header of a megabyte, cost next to nothing.'],
  [
    'The signed bytes are the bytes that are read: other whitespace, order, line endings or encoding are refused.',
  ],
  ['Only signed values are used: person, account and address of the request come from nowhere else.'],
  [
    'Nothing in a signed payload can add or replace a person, an account or a role: no duplicate keys, no `__proto__`.',
  ],
  ['Live and test mode are kept apart, and an account without the app is refused.'],
  ['Secrets are compared in constant time; keys are found by their hash.'],
  [
    'An event that arrives a hundred times at the same moment is stored once; the same id in another account or mode is another event.',
  ],
  ['A repeated request or event has no second effect.'],
  ['A thin event at the address for snapshots, and the reverse, is refused.'],
  ['A path that can be read in two ways is refused before it is routed.'],
  ['The allow-list checks the bytes that are sent.'],
  ['Parts of a key or a rule cannot run together to form another one.'],
  ['Gateway and Stripe read the same body: other content types are refused.'],
  ['A redirect from Stripe is an error, and no second request is made.'],
  ['Only listed headers of the caller reach Stripe.'],
  ['An account that the operator has not permitted cannot be named.'],
  ['`Connection` removes none of our headers and lets no others through.'],
  ['Requests that two parsers would split differently are refused.'],
  ['A compressed response cannot expand without limit.'],
  ['Only those of Stripe’s headers that a client acts on are passed on.'],
  ['No cache stores a response, and no two callers share one.'],
  ['CORS states who may read what, never echoes an origin, and never allows credentials.'],
  ['No header and no parameter changes the method; TRACE and CONNECT are refused.'],
  ['The lane only reads, unless the operator names what may be written.'],
  ['Events are not sent to addresses in private networks, however they are written.'],
  ['A name that resolves to a private address, at first or later, is not connected to.'],
  ['A receiver’s redirect is a response, and is not followed.'],
  ['Nothing that a caller sends determines the address of Stripe or a service.'],
  [
    'Private networks are reached only if the operator names them; the metadata address and the gateway itself never.',
  ],
  ['An endpoint’s secret is not sent to another address.'],
  ['Foreign and missing objects get the same response, on every route.'],
  ['No request can claim an identity or permissions, and no route creates keys.'],
  [
    'A sealed secret opens only in its own place: not for another tenant, mode or owner, not after a change, not without its key.',
  ],
  ['No copy of the database and no log contains a key.'],
  ['A key in a Stripe error is masked.'],
  ['A search text is only ever a search text.'],
  ['Forms with thousands of keys or levels are refused immediately, and change no prototype.'],
  ['No regular expression is slow on any text.'],
  ['No table or column name comes from a request.'],
  ['Failed authentications are counted by network, from an address that cannot be forged.'],
  ['Schemes other than Bearer are refused, and two proofs are a bad request.'],
  ['A sign-in to another service belongs to the person who started it, not to others with the same address.'],
  ['No link and no redirect leads to a script or to another host.'],
  ['An invitation is only valid for the address it was sent to, proven, once, and for a week.'],
  ['A forged or late billing event changes no entitlement of our own.'],
  ['One person gets one trial.'],
  ['The console’s cookie is only valid for its own host, and only its own page can change anything.'],
  ['A revoked key and an uninstalled app are refused from then on.'],
  ['Two processes on one database do nothing twice and corrupt nothing.'],
  ['Events that arrive after an uninstall, or out of order, change nothing; live and test are kept apart.'],
  ['No text in a request can forge a log line.'],
  ['Slow, endless or huge input is limited, and others are served in the meantime.'],
]

const cases: readonly Case[] = rows.map(([what, outside], place) => ({
  id: `T${place + 1}`,
  what,
  ...(outside === undefined ? {} : { outside }),
}))

const isTest = (file: string) => /\.test\.tsx?$|\/describe-[^/]+\.ts$/.test(file)

/** The case numbers in a file's first comment and in its quoted strings. */
function numbersIn(text: string): Set<string> {
  const [head = ''] = text.split(/^(?!\/\/)/m)
  const quoted = text.match(/'(?:[^'\\\n]|\\.)*'/g) ?? []
  return new Set([head, ...quoted].flatMap((part) => part.match(/\bT\d{1,2}\b/g) ?? []))
}

/** The body of the document. Throws for a case without a test or a reason, and for a number that is not a case. */
export function securityCases(root: string): string {
  const files = globSync('{src,test,web,stripe-app/src}/**/*.{ts,tsx}', { cwd: root }).filter(isTest).sort()
  const found = files.flatMap((file) =>
    [...numbersIn(readFileSync(join(root, file), 'utf8'))].map((id) => ({ file, id })),
  )
  const unknown = found.find(({ id }) => !cases.some((each) => each.id === id))
  if (unknown)
    throw new Error(`${unknown.file} names ${unknown.id}, which is not a case of scripts/security-cases.ts`)
  const lines = cases.map(({ id, what, outside }) => {
    const tests = found.filter((each) => each.id === id).map(({ file }) => `[${file}](../../${file})`)
    if ((tests.length === 0) === (outside === undefined))
      throw new Error(`${id} needs a test that names it, or a reason why there is none`)
    return `| ${id} | ${what} | ${outside ?? tests.join(', ')} |`
  })
  return ['| case | guarantee | tests |', '| --- | --- | --- |', ...lines].join('\n')
}
