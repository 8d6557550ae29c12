// The three teammates of Kelpie Coffee to choose from in the preview world.

import type { User } from './shapes.ts'

/** A teammate, with the role shown in the page's menu. */
export type Teammate = Omit<User, 'me'> & { role: string }

const teammate = (id: string, first: string, last: string, role: string): Teammate => ({
  id,
  email: `${id}@kelpie.example`,
  first_name: first,
  last_name: last,
  display_name: `${first} ${last}`,
  avatar_url: null,
  role,
})

/** The first is signed in at the start. */
export const teammates: readonly Teammate[] = [
  teammate('noor', 'Noor', 'Haddad', 'Support lead'),
  teammate('jonas', 'Jonas', 'Brandt', 'Support'),
  teammate('mara', 'Mara', 'Silva', 'Billing'),
]

/** The shared inbox all mail arrives at. */
export const sharedInbox = { address: 'support@kelpie.example', name: 'Kelpie Coffee' }

/** All teammates as `fetchUsers` lists them, with exactly one marked `me`. */
export const usersFor = (userId: string): User[] =>
  teammates.map(({ role: _role, ...user }) => ({ ...user, me: user.id === userId }))
