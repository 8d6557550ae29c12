// /openapi.json: the route table as OpenAPI 3.1, whose schemas are JSON Schema as zod prints it.
// https://spec.openapis.org/oas/v3.1.1.html

import { z } from 'zod'
import { problemSchema } from '#contract/api.ts'
import { errors } from '#errors.ts'
import { routes, type Route } from './routes.ts'

type Json = Record<string, unknown>

/** The API's description. */
export function describeApi(version: string, proxyHeader: string): Json {
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
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: z.toJSONSchema(problemSchema) },
      securitySchemes: {
        secretHeader: { type: 'apiKey', in: 'header', name: proxyHeader },
        connectionKey: { type: 'http', scheme: 'bearer', description: 'A connection key, tsk_…' },
      },
    },
  }
}

function describeRoute(route: Route): Json {
  const needsProof = route.who === 'sidebar' || route.who === 'proxy'
  return {
    summary: route.summary,
    security: needsProof ? [{ secretHeader: [] }, { connectionKey: [] }] : [],
    ...parametersOf(route),
    ...(route.request ? { requestBody: { required: true, content: jsonContent(route.request) } } : {}),
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
      schema: z.toJSONSchema(schema),
    })),
  ]
  return parameters.length > 0 ? { parameters } : {}
}

function successOf({ response }: Route): Json {
  if (!response) return { 204: { description: 'Done.' } }
  const { schema, contentTypes } = response
  const media = schema ? { schema: z.toJSONSchema(schema) } : {}
  return {
    200: { description: 'Done.', content: Object.fromEntries(contentTypes.map((type) => [type, media])) },
  }
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

const jsonContent = (schema: z.ZodType): Json => ({
  'application/json': { schema: z.toJSONSchema(schema, { io: 'input' }) },
})
