// The preview's Missive REST API: posts of handlers appear in the simulated inbox. The token is generated for each run and stored
// sealed in the gateway's database, like one that an operator connects.

import { randomBytes } from 'node:crypto'
import { selfTenantId } from '#auth/principal.ts'
import { openMissiveToken } from '#extensions/handlers/missive-token.ts'
import type { StartOptions } from '../../runtimes/node/start.ts'
import { stories } from '../../simulator/missive/conversations.ts'
import { listenMissive } from '../../simulator/missive/listen.ts'
import type { Post } from '../../simulator/missive/post.ts'
import { createRestApi, type RestApi } from '../../simulator/missive/rest-api.ts'
import type { LogLine } from '../../simulator/world/log-line.ts'

export type PreviewMissive = {
  /** More settings of the gateway. */
  settings: Record<string, string>
  /** Stores the token before the gateway starts. */
  prepare: NonNullable<StartOptions['prepare']>
  setLimited: RestApi['setLimited']
  subscribePosts: (listener: (post: Post) => void) => () => void
  close: () => Promise<void>
}

export async function openMissive(publish: (line: LogLine) => void): Promise<PreviewMissive> {
  const token = `missive_pat-${randomBytes(24).toString('base64url')}`
  const listeners = new Set<(post: Post) => void>()
  let count = 0
  const api = createRestApi({
    token,
    hasConversation: (id) => stories.some((story) => story.id === id),
    onPost: (post) => {
      for (const listener of listeners) listener(post)
    },
  })
  const { url, close } = await listenMissive(api, ({ method, path, ...line }) =>
    publish({
      id: `post-${(count += 1)}`,
      kind: 'missive',
      who: 'gateway → Missive',
      verb: method,
      what: path,
      ...line,
    }),
  )
  return {
    settings: { TILLSIDE_MISSIVE_API: url },
    prepare: ({ config, ports, db }) =>
      openMissiveToken({ config, ports, db, tenantId: selfTenantId }).put(token),
    setLimited: api.setLimited,
    subscribePosts(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close,
  }
}
