// The Dashboard's server part: the sandbox document under its policy, the bundle, the page's files, and the services that
// sign, call Stripe and keep OAuth states. It is a handler, so that it can stand alone or inside another server.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createToken, pathOf, refuseForeign, sendRefusal, type Doors } from '../loopback/listen.ts'
import { withToken } from '../loopback/token.ts'
import type { AppState, OpenedApp } from '../app/open-app.ts'
import type { Account, AppEvent, DashboardFacts, Viewer } from '../facts.ts'
import { createAppSecrets } from '../stripe/app-secrets.ts'
import { pagePolicy, sandboxPolicy } from './csp.ts'
import { createOAuthStates } from './oauth-states.ts'
import { objectKinds } from './objects.ts'
import { readBody } from './read-body.ts'
import { answerService, type ServiceDeps } from './services.ts'
import { checkSecrets } from './sign.ts'
import type { StripeUpstream } from '../stripe/upstream.ts'
import { defaultViewers } from './viewers.ts'
import { type BuiltFile, readBuiltFiles } from '../loopback/built-files.ts'

const bodyBytesMax = 1_000_000
const builtFolder = new URL('../dist/', import.meta.url).pathname

export type DashboardOptions = {
  app: OpenedApp
  upstream: StripeUpstream
  account: Account
  /** Signing secrets, absec_…; several while they rotate. Read at each signature. */
  signingSecrets: () => readonly string[]
  viewers?: readonly Viewer[] | undefined
  /** Whether pages reload when the app's files change. */
  watching?: boolean | undefined
  /** Of this start; a page that shows the extension finds it in its `<meta name="preview-token">`. One is made when absent. */
  token?: string | undefined
  /** Where the handler stands in its server: '' or a path such as /dashboard. */
  prefix?: string | undefined
  /** Folder of the built page. */
  folder?: string | undefined
  now?: (() => number) | undefined
}

export type Dashboard = {
  token: string
  /** Answers, or says that the path is somebody else's. `port` is the one the server listens on. */
  handle(request: IncomingMessage, response: ServerResponse, port: number): Promise<boolean>
  close(): void
}

type Context = {
  options: DashboardOptions
  prefix: string
  token: string
  /** Where the bundle is. The sandbox that loads it has no origin that could be told from others, so the path is a secret. */
  bundlePath: string
  doors: Doors
  files: ReadonlyMap<string, BuiltFile>
  deps: ServiceDeps
  streams: Set<ServerResponse>
}
type Exchange = { request: IncomingMessage; response: ServerResponse; origin: string; path: string }

const common = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

function send(
  response: ServerResponse,
  type: string,
  body: string | Uint8Array,
  more: Record<string, string> = {},
): void {
  response.writeHead(200, { ...common, 'Content-Type': type, ...more })
  response.end(body)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...common, 'Content-Type': 'application/json' })
  response.end(JSON.stringify(value))
}

function factsOf({ options, prefix, bundlePath, deps }: Context): DashboardFacts {
  const { build, manifest, warnings, problems } = options.app.state()
  return {
    build,
    manifest,
    warnings,
    problems,
    sandboxUrl: `${prefix}/sandbox.html`,
    extensionUrl: `${prefix}${bundlePath}`,
    viewers: [...deps.viewers],
    account: options.account,
    environments: options.upstream.environments,
    watching: options.watching ?? false,
    kinds: objectKinds,
  }
}

/** A page hears of each new bundle. */
function stream({ response }: Exchange, { streams }: Context): void {
  response.writeHead(200, { ...common, 'Content-Type': 'text/event-stream' })
  response.flushHeaders()
  streams.add(response)
  response.on('close', () => streams.delete(response))
}

const eventOf = ({ build, problems, warnings, buildMs }: AppState): AppEvent => ({
  build,
  problems,
  warnings,
  buildMs,
})

async function serve(exchange: Exchange, context: Context): Promise<void> {
  const { request, response, origin, path } = exchange
  const name = path.slice('/services/'.length)
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'use POST' })
  // A page names its origin with each POST.
  if (request.headers.origin !== origin)
    return sendJson(response, 403, { error: 'only from the page itself' })
  const body = await readBody(request, bodyBytesMax)
  if (body === undefined) return sendJson(response, 413, { error: 'the body is too long' })
  const { status, value } = await answerService(name, body, context.deps)
  return sendJson(response, status, value)
}

/** The document the extension lives in: nothing but the script that waits for a port. */
function sandboxDocument({ response, origin }: Exchange, { options, prefix, bundlePath }: Context): void {
  const policy = sandboxPolicy(options.app.state().manifest, { origin, prefix, bundlePath })
  const document = `<!doctype html><meta charset="utf-8"><title>Extension</title><script src="${prefix}/sandbox.js"></script>`
  send(response, 'text/html; charset=utf-8', document, { 'Content-Security-Policy': policy })
}

function sendFile({ response }: Exchange, { type, body }: BuiltFile, { options, token }: Context): void {
  const isPage = type.startsWith('text/html')
  send(
    response,
    type,
    isPage ? withToken(body.toString('utf8'), token) : body,
    isPage ? { 'Content-Security-Policy': pagePolicy(options.app.state().manifest) } : {},
  )
}

/** Where a third-party service sends people back to, as it does to dashboard.stripe.com. */
function redirectBack({ request, response }: Exchange, { prefix }: Context): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://dashboard')
  searchParams.set('signed_in', '1')
  response.writeHead(302, { ...common, Location: `${prefix}/?${searchParams}` })
  response.end()
}

function answerGet(exchange: Exchange, context: Context): void {
  const { response, path } = exchange
  if (path === '/sandbox.html') return sandboxDocument(exchange, context)
  if (path === context.bundlePath) {
    // The sandbox has no origin, so every script is from elsewhere; with this, its errors come with a stack.
    return send(response, 'text/javascript; charset=utf-8', context.options.app.state().code, {
      'Access-Control-Allow-Origin': 'null',
    })
  }
  if (path === '/events') return stream(exchange, context)
  if (path === '/start.json') return sendJson(response, 200, factsOf(context))
  if (/^(\/test)?\/apps-oauth\//.test(path)) return redirectBack(exchange, context)
  const file = context.files.get(path === '/' ? '/index.html' : path)
  return file ? sendFile(exchange, file, context) : sendJson(response, 404, { error: 'not found' })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  port: number,
): Promise<boolean> {
  const whole = pathOf(request)
  const { prefix } = context
  if (prefix !== '' && !whole.startsWith(`${prefix}/`)) return false
  const refusal = refuseForeign(request, port, context.doors)
  if (refusal) {
    sendRefusal(response, refusal)
    return true
  }
  const origin = `http://${request.headers.host}`
  const exchange = { request, response, origin, path: whole.slice(prefix.length) }
  if (exchange.path.startsWith('/services/')) await serve(exchange, context)
  else if (request.method === 'GET' || request.method === 'HEAD') answerGet(exchange, context)
  else sendJson(response, 405, { error: 'not here' })
  return true
}

/** Makes the handler. Throws where a signing secret may not be used. */
export function createDashboard(options: DashboardOptions): Dashboard {
  const problems = checkSecrets(options.signingSecrets())
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const { upstream, app, account, signingSecrets, viewers = defaultViewers, now = () => Date.now() } = options
  const deps: ServiceDeps = {
    app,
    account,
    signingSecrets,
    viewers,
    now,
    stripe: { upstream, secrets: createAppSecrets() },
    oauth: createOAuthStates(),
  }
  const { prefix = '', token = createToken() } = options
  const bundlePath = `/${createToken()}/ext.js`
  const isPrivate = (path: string) =>
    ['/start.json', '/events'].some((each) => path === prefix + each) ||
    path.startsWith(`${prefix}/services/`)
  const isShared = (path: string) => ['/sandbox.js', bundlePath].some((each) => path === prefix + each)
  const context: Context = {
    options,
    prefix,
    token,
    bundlePath,
    doors: { token, isPrivate, isShared },
    files: readBuiltFiles(options.folder ?? builtFolder, ['/index.html', '/sandbox.js', '/host.js']),
    deps,
    streams: new Set(),
  }
  const stop = app.subscribe((state) => {
    for (const response of context.streams) response.write(`data: ${JSON.stringify(eventOf(state))}\n\n`)
  })
  return {
    token: context.token,
    handle: (request, response, port) => answer(request, response, context, port),
    close() {
      stop()
      for (const response of context.streams) response.end()
    },
  }
}
