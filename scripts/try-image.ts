// Carries out the Dockerfile without a container engine: builds the content of the image as its steps say, starts it with its CMD as
// another user who may write to the data folder alone, runs its HEALTHCHECK, and stops it. What stays untested is the engine, the base
// image, and the steps before `npm run packages`, which have just run in this checkout. Needs the registry, and the packages that
// `scripts/pack.ts` has written.

import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { listenStripe } from '../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../simulator/stripe/simulator.ts'

const root = join(import.meta.dirname, '..')
/** Where the build stage has this checkout. */
const rootInBuild = '/build'
const instructions = DockerfileParser.parse(readFileSync(join(root, 'Dockerfile'), 'utf8')).getInstructions()
const lastFrom = instructions.findLastIndex((one) => one.getKeyword() === 'FROM')
const [building, image] = [instructions.slice(0, lastFrom), instructions.slice(lastFrom)]

const argumentsOf = (one: Instruction | undefined) => one?.getRawArgumentsContent() ?? ''
const inImage = (keyword: string) => argumentsOf(image.find((one) => one.getKeyword() === keyword))
/** The words of `CMD ["…", "…"]`. */
const wordsOf = (text: string) => JSON.parse(text.replace(/^CMD /, '')) as string[]

function check(isTrue: boolean, problem: string): void {
  if (!isTrue) throw new Error(problem)
}

/** Runs the steps of the build stage that come after the packages. */
function finishBuild(): void {
  const steps = building.filter((one) => one.getKeyword() === 'RUN').map(argumentsOf)
  const rest = steps.slice(steps.indexOf('npm run packages') + 1)
  check(rest.length > 0 && rest.length < steps.length, 'The Dockerfile does not run "npm run packages".')
  for (const step of rest)
    execFileSync('sh', ['-c', step], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Copies into `folder` what the image's working folder holds. */
function copyInto(folder: string): void {
  for (const one of image.filter((step) => step.getKeyword() === 'COPY')) {
    const [from = '', to = ''] = argumentsOf(one).split(' ')
    check(from.startsWith(`${rootInBuild}/`), `COPY from outside the build: ${from}`)
    cpSync(join(root, from.slice(rootInBuild.length)), join(folder, to), { recursive: true })
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Resolves when the process has written this text. Rejects when it ends before. */
function written(child: ChildProcess, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let output = ''
  child.stdout?.on('data', (part: Buffer) => {
    output += part.toString()
    if (output.includes(text)) resolve()
  })
  child.once('exit', (code) => reject(new Error(`ended with ${String(code)} after: ${output}`)))
  return promise
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-image-'))
const [app, bin, data] = [join(folder, 'app'), join(folder, 'bin'), join(folder, 'data')]
/** The image's user, if this process may become another one. */
const [uid = 0, gid = 0] = inImage('USER').split(':').map(Number)
const user = process.getuid?.() === 0 ? { uid, gid } : {}

const stripe = await listenStripe(createStripeSimulator())
let gateway: ChildProcess | undefined
try {
  finishBuild()
  copyInto(app)
  mkdirSync(data)
  // The image has its own. The other user may not reach the one of this checkout.
  mkdirSync(bin)
  copyFileSync(process.execPath, join(bin, 'node'))
  chmodSync(folder, 0o755)
  if (user.uid === undefined) execFileSync('chmod', ['-R', 'a-w', app])
  else chownSync(data, uid, gid)

  const declared = inImage('ENV')
    .split(' ')
    .map((pair) => pair.split('=') as [string, string])
  const env = {
    ...Object.fromEntries(declared),
    PATH: [bin, process.env['PATH']].join(delimiter),
    PORT: String(await findFreePort()),
    TILLSIDE_CONSOLE_PORT: String(await findFreePort()),
    TILLSIDE_DATA_DIR: data,
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: createStripeSimulator().keys.test,
    TILLSIDE_PROXY_SECRET: 'a secret for this trial',
    TILLSIDE_CONSOLE_SECRET: 'another secret for this trial',
  }
  const options = { cwd: app, env, ...user }
  const [command = '', ...args] = wordsOf(inImage('CMD'))
  const [healthCommand = '', ...healthArgs] = wordsOf(inImage('HEALTHCHECK'))
  const isHealthy = () => spawnSync(healthCommand, healthArgs, options).status === 0
  check(!isHealthy(), 'The health check succeeds before the start.')
  const beganMs = performance.now()
  gateway = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  await written(gateway, 'gateway.started')
  console.log(`image: started after ${((performance.now() - beganMs) / 1000).toFixed(2)} s`)
  check(isHealthy(), 'The health check fails.')
  for (const path of ['/', '/ready', '/sidebar/']) {
    const { status } = await fetch(`http://127.0.0.1:${env.PORT}${path}`)
    check(status === 200, `${path} answers ${status}`)
  }
  check(existsSync(join(data, 'tillside.sqlite')), 'The database is not in the data folder.')
  const ended = new Promise<number | null>((resolve) => gateway?.once('exit', resolve))
  gateway.kill(inImage('STOPSIGNAL') as NodeJS.Signals)
  check((await ended) === 0, 'The stop signal does not end it in order.')
  check(!isHealthy(), 'The health check succeeds after the end.')
  console.log('image: healthy, ready, and stopped in order')
} finally {
  gateway?.kill('SIGKILL')
  await stripe.close()
  execFileSync('chmod', ['-R', 'u+w', folder])
  rmSync(folder, { recursive: true, force: true })
}
