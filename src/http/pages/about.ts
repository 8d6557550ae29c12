// The page at `/`: says what answers here, to whoever opens the address. It shows no more than `/health` does.

import { Hono } from 'hono'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'

export const aboutRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    who: 'anybody',
    summary: 'Says what this is, as a page with links.',
    response: { contentTypes: ['text/html'] },
    errors: [],
  },
]

const style = `
html { background: Canvas; color: CanvasText }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 10vh auto; padding: 0 1rem }
dt { margin-top: 1rem } dd { margin: 0 } img { display: block }`

const pageOf = (version: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Tillside</title>
<link rel="icon" href="/icon.svg">
<style>${style}</style>
<main>
<img src="/icon.svg" alt="" width="48" height="48">
<h1>Tillside</h1>
<p>This is a Tillside gateway, version ${version}. It shows support staff the Stripe customer they are writing with, and billing staff what in-house systems know.</p>
<dl>
<dt><a href="/sidebar/">/sidebar/</a><dd>the page for Missive: give its address to a custom integration, as <code>docs/guide/missive-setup.md</code> describes
<dt><a href="/health">/health</a><dd>whether it runs, and which version
<dt><a href="/ready">/ready</a><dd>whether it can be used, or what is missing
<dt><a href="/openapi.json">/openapi.json</a><dd>every route, for programs
</dl>
<p>The guides and the reference are in the folder <code>docs</code> of the package and of the repository.</p>
</main>
</html>
`

async function policyFor(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return `default-src 'none'; img-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

export function serveAbout({ facts }: Pick<Gateway, 'facts'>): Hono<Env> {
  const app = new Hono<Env>()
  const page = pageOf(facts.version)
  app.get('/', async (c) =>
    c.html(page, 200, {
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': await policyFor(style),
      'Cross-Origin-Opener-Policy': 'same-origin',
    }),
  )
  return app
}
