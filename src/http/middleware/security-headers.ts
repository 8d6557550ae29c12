// Headers of every response. Pages set their own Content-Security-Policy; everything else is data and may load nothing.

import { createMiddleware } from 'hono/factory'
import type { Env } from '../gateway.ts'

const always = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // clipboard-write stays allowed: copying an id is what people do most.
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
}

const onData = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** Of every response that is not a page. */
export const dataHeaders: Readonly<Record<string, string>> = { ...always, ...onData }

/** The sidebar gets neither X-Frame-Options nor frame-ancestors, because Missive on iOS embeds it from localhost. */
export const securityHeaders = createMiddleware<Env>(async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(always)) c.header(name, value)
  if (c.res.headers.has('Content-Security-Policy') || c.req.path.startsWith('/stripe/')) return
  for (const [name, value] of Object.entries(onData)) c.header(name, value)
})
