// Serves the icon, on each origin that has a page.

import { Hono } from 'hono'
import { GatewayError } from '#errors.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { respondAsset } from './respond-asset.ts'

export const iconRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/icon.svg',
    who: 'anybody',
    summary: 'The icon.',
    response: { contentTypes: ['image/svg+xml'] },
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/icon-512.png',
    who: 'anybody',
    summary: 'The icon as Missive’s integration form takes it.',
    response: { contentTypes: ['image/png'] },
    errors: ['not_found'],
  },
]

export function serveIcons(gateway: Pick<Gateway, 'readAsset'>): Hono<Env> {
  const app = new Hono<Env>()
  for (const icon of ['icon.svg', 'icon-512.png']) {
    app.get(`/${icon}`, async (c) => {
      const asset = await gateway.readAsset(icon)
      if (!asset) throw new GatewayError('not_found')
      return respondAsset(c, asset, {
        'Cache-Control': 'public, max-age=86400',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
    })
  }
  return app
}
