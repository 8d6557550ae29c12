// The viewers to choose from in the preview. Role ids are those of the SDK's `RoleId`.

import type { Role, Viewer } from '../facts.ts'

const builtIn = (id: string, name: string): Role => ({ type: 'builtIn', id, name })

const viewer = (key: string, name: string, role: Role, canWrite = true): Viewer => ({
  key,
  id: `usr_Preview${key.replaceAll('_', '')}`,
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? key}@kelpie.example`,
  roles: [role],
  canWrite,
})

export const defaultViewers: readonly Viewer[] = [
  viewer('admin', 'Mara Silva', builtIn('admin', 'Administrator')),
  viewer('support', 'Noor Haddad', builtIn('support_specialist', 'Support Specialist')),
  viewer('view_only', 'Jonas Brandt', builtIn('view_only', 'View only'), false),
]
