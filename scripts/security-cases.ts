// docs/security/cases.md: the attacks that are tested, learnt from weaknesses that others have published, and the files that hold
// each. The files are found by the number in their first lines or in the name of a test, so the list cannot lag behind them.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Case = {
  id: string
  what: string
  /** Why there is nothing to test. */
  outside?: string
}

const rows: [what: string, outside?: string][] = [
  ['An event without a signature is refused, unread, and nothing is stored.'],
  ['No signing secret, or an empty one, means that nothing is accepted; never that everything is.'],
  ['A signature that is cut short or empty is refused without an error.'],
  ['A header or a body of another shape is a 400, and the process lives.'],
  ['A request that was signed long ago is refused.'],
  ['A request that is signed in the future, at no time, at an odd time, or at two times is refused.'],
  ['Thousands of signatures, or a header of a megabyte, cost next to nothing.'],
  [
    'The bytes that were signed are the bytes that are read: other whitespace, order, line ends or encoding are refused.',
  ],
  [
    'Only what was signed is used: person, account and address of the request do not come from anywhere else.',
  ],
  [
    'Nothing in a signed payload can add or replace a person, an account or a role: no key twice, no `__proto__`.',
  ],
  ['Live is live, test is test, and an account without the app is refused.'],
  ['Secrets are compared in constant time; keys are found by their hash.'],
  [
    'An event that comes a hundred times at once is stored once; the same id in another account or mode is another event.',
  ],
  ['A request or an event that is sent again has no second effect.'],
  ['A thin event at the address of snapshots, and the reverse, is refused.'],
  ['A path that can be read in two ways is refused before it is routed.'],
  ['The allow-list judges the bytes that are sent.'],
  ['Parts of a key or a rule cannot run together into another one.'],
  ['Gateway and Stripe read the same body: other types of content are refused.'],
  ['A redirect of Stripe is an error, and no second request is made.'],
  ['Of the caller’s headers only those on a list reach Stripe.'],
  ['An account that the operator has not permitted cannot be named.'],
  ['`Connection` removes none of our headers and lets no other through.'],
  ['Requests that two parsers cut differently are refused.'],
  ['A compressed answer cannot become a huge one.'],
  ['Of Stripe’s headers only those that a client acts on are passed on.'],
  ['No cache keeps an answer, and no two callers share one.'],
  ['CORS: who may read what, never an origin repeated, never with credentials.'],
  ['No header and no parameter changes the method; TRACE and CONNECT are refused.'],
  ['The lane only reads, unless the operator names what may be written.'],
  ['Events are not sent to addresses of private networks, however they are written.'],
  ['A name that resolves to a private address, at first or later, is not connected to.'],
  ['A redirect of a receiver is an answer, and leads nowhere.'],
  ['Nothing that a caller sends says where Stripe or a service is.'],
  [
    'Private networks are reached where the operator names them; the metadata address and the gateway itself never.',
  ],
  ['A secret of an endpoint is not sent to another address.'],
  ['What belongs to somebody else is answered as what does not exist, on every route.'],
  ['Nobody says in a request who they are or what they may do, and no route makes keys.'],
  [
    'What is sealed opens only in its own place: not for another tenant, mode or owner, not after a change, not without its key.',
  ],
  ['No copy of the database and no log holds a key.'],
  ['A key that comes back in an error of Stripe is masked.'],
  ['A search text is only ever a search text.'],
  ['Forms with thousands of keys or levels are refused at once, and change no prototype.'],
  ['No regular expression is slow on any text.'],
  ['No name of a table or a column comes from a request.'],
  ['Failed proofs are counted by network, from an address that cannot be made up.'],
  ['Other schemes than Bearer are refused, and two proofs are a bad request.'],
  ['A sign-in elsewhere belongs to the person who began it, and to no one with the same address.'],
  ['No link and no way back leads to a script or to another host.'],
  [
    'An invitation is for the address that it was sent to.',
    'There are no invitations: keys are made on the command line.',
  ],
  [
    'A forged or late billing event changes no entitlement of our own.',
    'There is no plan of our own to bill.',
  ],
  ['One person gets one trial.', 'There are no trials of our own.'],
  ['The console’s cookie is its own host’s alone, and only its own page changes anything.'],
  ['What was revoked or uninstalled is refused from then on.'],
  ['Two processes on one database do nothing twice and spoil nothing.'],
  ['Events that come after an uninstall, or out of order, change nothing; live and test are apart.'],
  ['No text of a request can forge a line of the log.'],
  ['What is slow, endless or huge is bounded, and others are served meanwhile.'],
]

const cases: readonly Case[] = rows.map(([what, outside], place) => ({
  id: `T${place + 1}`,
  what,
  ...(outside === undefined ? {} : { outside }),
}))

const isTest = (file: string) => /\.test\.tsx?$|\/describe-[^/]+\.ts$/.test(file)

/** The numbers in the first lines of a file, and in texts that stand in quotes there. */
function numbersIn(text: string): Set<string> {
  const [head = ''] = text.split(/^(?!\/\/)/m)
  const quoted = text.match(/'(?:[^'\\\n]|\\.)*'/g) ?? []
  return new Set([head, ...quoted].flatMap((part) => part.match(/\bT\d{1,2}\b/g) ?? []))
}

/** The body of the document. Throws for a case that nothing holds, and for a number that is no case. */
export function securityCases(root: string): string {
  const files = globSync('{src,test,web,stripe-app/src}/**/*.{ts,tsx}', { cwd: root }).filter(isTest).sort()
  const found = files.flatMap((file) =>
    [...numbersIn(readFileSync(join(root, file), 'utf8'))].map((id) => ({ file, id })),
  )
  const strange = found.find(({ id }) => !cases.some((each) => each.id === id))
  if (strange)
    throw new Error(`${strange.file} names ${strange.id}, which is no case of scripts/security-cases.ts`)
  const lines = cases.map(({ id, what, outside }) => {
    const holding = found.filter((each) => each.id === id).map(({ file }) => `[${file}](../../${file})`)
    if ((holding.length === 0) === (outside === undefined))
      throw new Error(`${id} needs a test that names it, or a reason why there is none`)
    return `| ${id} | ${what} | ${outside ?? holding.join(', ')} |`
  })
  return ['| case | what holds | where |', '| --- | --- | --- |', ...lines].join('\n')
}
