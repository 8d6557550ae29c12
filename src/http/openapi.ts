// /openapi.json: the route table as OpenAPI 3.1, whose schemas are JSON Schema as zod prints it.
// https://spec.openapis.org/oas/v3.1.1.html

import { z } from 'zod'
import {
  connectionSchema,
  healthSchema,
  panelsMessageSchema,
  panelsRequestSchema,
  pinRequestSchema,
  problemSchema,
} from '#contract/api.ts'
import { actionResponseSchema } from '#contract/actions.ts'
import {
  appConnectionSchema,
  appPanelsMessageSchema,
  plainSignedBodySchema,
  signedBodySchema,
} from '#contract/signed.ts'
import { errors } from '#errors.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** Schemas with a name of their own; the others are written where they are used. */
const named: [string, z.ZodType][] = [
  ['Problem', problemSchema],
  ['Health', healthSchema],
  ['PanelsRequest', panelsRequestSchema],
  ['PanelsMessage', panelsMessageSchema],
  ['Connection', connectionSchema],
  ['PinRequest', pinRequestSchema],
  ['SignedBody', signedBodySchema],
  ['PlainSignedBody', plainSignedBodySchema],
  ['AppConnection', appConnectionSchema],
  ['AppPanelsMessage', appPanelsMessageSchema],
  ['ActionResponse', actionResponseSchema],
]

const print = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
const refer = (schema: z.ZodType): Json => {
  const name = named.find(([, known]) => known === schema)?.[0]
  return name === undefined ? print(schema) : { $ref: `#/components/schemas/${name}` }
}

/** The API's description; `publicUrl` is where people reach it, else the address the description was read from. */
export function describeApi(
  routes: readonly Route[],
  options: { version: string; proxyHeader: string; publicUrl: string | undefined },
): Json {
  const { version, proxyHeader, publicUrl = '/' } = options
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}').replace(/\*$/, '{path}')
    const methods = route.method === 'ANY' ? ['get', 'post', 'delete'] : [route.method.toLowerCase()]
    for (const method of methods) paths[path] = { ...paths[path], [method]: describeRoute(route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tillside',
      version,
      description: 'Stripe beside every conversation.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: Object.fromEntries(named.map(([name, schema]) => [name, print(schema)])),
      securitySchemes: {
        secretHeader: { type: 'apiKey', in: 'header', name: proxyHeader },
        stripeSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'Stripe-Signature',
          description: 'From fetchStripeSignature, over the envelope in the body.',
        },
        connectionKey: { type: 'http', scheme: 'bearer', description: 'A connection key, tsk_…' },
      },
    },
  }
}

const bySecret = [{ secretHeader: [] }, { connectionKey: [] }]
const proofs: Partial<Record<Route['who'], Json[]>> = {
  sidebar: bySecret,
  proxy: bySecret,
  stripe_app: [{ stripeSignature: [] }],
}

function describeRoute(route: Route): Json {
  return {
    summary: route.summary,
    security: proofs[route.who] ?? [],
    ...parametersOf(route),
    ...(route.request
      ? { requestBody: { required: true, content: { 'application/json': { schema: refer(route.request) } } } }
      : {}),
    responses: { ...successOf(route), ...failuresOf(route) },
  }
}

function parametersOf(route: Route): Json {
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => name)
  if (route.path.endsWith('*')) names.push('path')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(route.query ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: !schema.safeParse(undefined).success,
      schema: print(schema),
    })),
  ]
  return parameters.length > 0 ? { parameters } : {}
}

function successOf({ response }: Route): Json {
  if (!response) return { 204: { description: 'Done.' } }
  const { schema, many, contentTypes } = response
  const mediaOf = (type: string): Json => {
    if (!schema) return {}
    const isArray = many && !type.includes('ndjson')
    return { schema: isArray ? { type: 'array', items: refer(schema) } : refer(schema) }
  }
  const content = Object.fromEntries(contentTypes.map((type) => [type, mediaOf(type)]))
  return { 200: { description: many ? 'One message a line, or one array.' : 'Done.', content } }
}

function failuresOf(route: Route): Json {
  const byStatus = Map.groupBy(route.errors, (code) => errors[code].status)
  // The proxy lane answers in Stripe's shape, which is Stripe's to describe.
  const content =
    route.who === 'proxy'
      ? { 'application/json': {} }
      : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: codes.map((code) => `${code}: ${errors[code].title}.`).join(' '), content },
    ]),
  )
}
