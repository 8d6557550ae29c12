// Path patterns as the SDK's `route()` documents them.

import { expect, test } from 'vitest'
import { fillPath, matchPath } from './route-path.ts'

test.each([
  ['/customers', '/customers', {}],
  ['/customers', '/customers/1', null],
  ['/customers/:id', '/customers/a%20b', { id: 'a b' }],
  ['/customers/:id', '/customers', null],
  ['/customers/:action?', '/customers', { action: undefined }],
  ['/customers/:action?', '/customers/edit', { action: 'edit' }],
  ['/files/*', '/files/a/b', { '*': 'a/b' }],
  ['/files/*', '/files', null],
  ['/files/*?', '/files', { '*': undefined }],
  ['/orgs/:org/members/:member', '/orgs/o/members/m', { org: 'o', member: 'm' }],
  ['/', '/', {}],
  ['/x/:id', '/x/%E0%A4%A', { id: '%E0%A4%A' }],
])('%s on %s', (pattern, path, params) => expect(matchPath(pattern, path)).toEqual(params))

test('fills a path with its parameters, and names a missing one', () => {
  expect(fillPath('/orgs/:org/members/:member?', { org: 'a b' })).toEqual(['orgs', 'a b', 'members'])
  expect(fillPath('/files/*', { '*': 'a/b' })).toEqual(['files', 'a', 'b'])
  expect(() => fillPath('/orgs/:org', {})).toThrow('"org"')
  expect(() => fillPath('/files/*', {})).toThrow('"*"')
})
