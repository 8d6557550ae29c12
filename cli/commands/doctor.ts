// tillside doctor: checks everything a gateway needs and says how to fix what is missing. Changes nothing.

import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { sql } from 'kysely'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig, type Config } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { describeUnavailable } from '#panels/draw.ts'
import { featuresOf, keyLink } from '#permissions.ts'
import { assertUsable, findPendingMigrations } from '#store/migrate.ts'
import type { KeyCheck } from '#stripe/api/check-key.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { loadAssets } from '../../runtimes/node/assets.ts'
import { openContexts } from '../../runtimes/compose/contexts.ts'
import { openDatabase } from '../../runtimes/node/open-database.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { checkSecrets, describeSecrets, type CheckedSecrets } from '../check-secrets.ts'
import type { CheckResult } from '../doctor/check-result.ts'
import { compareAccounts, compareModes } from '../doctor/compare-keys.ts'
import { examineDefinitions } from '../doctor/examine-definitions.ts'

const root = join(import.meta.dirname, '../..')
const keyCheckTimeoutMs = 60_000

export const addTo = (parent: Command): Command =>
  parent
    .command('doctor')
    .description('Check settings, configuration, database, sidebar, Stripe and each key.')
    .option('--json', 'one JSON object instead of text')
    .action(async ({ json = false }: { json?: boolean }) => {
      if (!(await doctor({ json }))) process.exitCode = 1
    })

/** Prints the findings and returns false if one of them is bad. Lets a `ConfigError` through: the caller prints it and exits with 2. */
async function doctor({ json }: { json: boolean }): Promise<boolean> {
  const config = parseConfig(process.env)
  const { findings: keyFindings, checks } = await examineKeys(config)
  const findings: CheckResult[] = [
    { state: 'ok', what: 'settings', detail: 'all valid' },
    ...(await examineDefinitions(config, silentLog())),
    ...(await examineDatabase(config)),
    await examineSidebar(),
    ...keyFindings,
  ]
  const healthy = findings.every(({ state }) => state !== 'bad')
  if (json) console.log(JSON.stringify({ healthy, findings, keys: checks.map(toJson) }))
  else print(findings, checks)
  return healthy
}

async function examineDatabase(config: Config): Promise<CheckResult[]> {
  const what = 'database'
  const file = join(config.dataDir, 'tillside.sqlite')
  if (!config.databaseUrl && !(await exists(file))) {
    return [{ state: 'ok', what, detail: `SQLite; ${file} is created at the first start` }]
  }
  const open = openDatabase(config, silentLog())
  try {
    await sql`select 1`.execute(open.db)
    await assertUsable(open.db)
    const pending = await findPendingMigrations(open.db)
    if (pending.length > 0) {
      const detail = `${open.dialect}, ${pending.length} migrations to apply: tillside migrate`
      return [{ state: 'warn', what, detail }]
    }
    return [
      { state: 'ok', what, detail: `${open.dialect}, newest schema` },
      judgeSecrets(await checkSecrets(open.db, config.keks)),
    ]
  } catch (error) {
    if (error instanceof GatewayError) return [{ state: 'bad', what, detail: error.message }]
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const name = config.databaseUrl ? 'DATABASE_URL' : 'TILLSIDE_DATA_DIR'
    return [{ state: 'bad', what, detail: `not reachable${code}: check ${name}` }]
  } finally {
    await open.close()
  }
}

function judgeSecrets(checked: CheckedSecrets): CheckResult {
  const state = checked.failed > 0 ? 'bad' : checked.unchecked > 0 ? 'warn' : 'ok'
  return { state, what: 'sealed secrets', detail: describeSecrets(checked) }
}

async function examineSidebar(): Promise<CheckResult> {
  const { readAsset, build } = await loadAssets({
    built: join(root, 'dist/web'),
    icons: join(root, 'web/icons'),
  })
  const page = await readAsset('sidebar/index.html')
  if (!page) return { state: 'bad', what: 'sidebar', detail: 'not built: npm run build' }
  return { state: 'ok', what: 'sidebar', detail: `build ${build}` }
}

async function examineKeys(config: Config): Promise<{ findings: CheckResult[]; checks: KeyCheck[] }> {
  if (config.stripeKeys.length === 0) {
    const detail =
      'STRIPE_API_KEY is not set: tillside start shows the preview world. To create a key: tillside key-link'
    return { findings: [{ state: 'warn', what: 'Stripe', detail }], checks: [] }
  }
  const { ports, close } = createNodePorts(silentLog())
  try {
    const tenant = await createSelfTenant(selfTenantId, config)
    const context = openContexts({ config, ports, metrics: createMetrics() })(tenant)
    const signal = AbortSignal.timeout(keyCheckTimeoutMs)
    const checks = await Promise.all(context.accounts().map(({ key }) => context.checkKey(key, signal)))
    const findings = [
      ...checks.flatMap((check) => judge(check, config)),
      ...compareModes(config),
      ...(await compareAccounts(config, ports)),
    ]
    return { findings, checks }
  } finally {
    await close()
  }
}

const nameOf = ({ account }: KeyCheck) =>
  `Stripe ${[account.name, account.accountId, account.mode].filter(Boolean).join(', ')}`

function judge(check: KeyCheck, config: Config): CheckResult[] {
  const what = nameOf(check)
  const { problem, permissions, restricted, canWrite } = check
  if (problem) {
    const detail = describeUnavailable(problem, { locale: 'en', nowMs: Date.now() })
    return [{ state: 'bad', what, detail }]
  }
  const missing = permissions.filter(({ state }) => state === 'missing')
  const tick = (need: string) => missing.filter((one) => one.need === need).map(({ label }) => label)
  const [required, advised] = [tick('required'), tick('advised')]
  const link = `or create a new key with the boxes ticked: ${keyLink({ mode: check.account.mode, features: featuresOf(config) })}`
  return [
    required.length > 0
      ? { state: 'bad', what, detail: `tick in the key's form: ${required.join(', ')}` }
      : { state: 'ok', what, detail: 'reachable, the key has the required permissions' },
    ...(advised.length > 0
      ? [{ state: 'warn' as const, what, detail: `shows more with: ${advised.join(', ')}` }]
      : []),
    ...(required.length + advised.length > 0 ? [{ state: 'warn' as const, what, detail: link }] : []),
    ...(canWrite
      ? [{ state: 'warn' as const, what, detail: 'the key can write, which is never needed' }]
      : []),
    ...(restricted ? [] : [{ state: 'warn' as const, what, detail: 'this is not a restricted key' }]),
  ]
}

function print(findings: CheckResult[], checks: KeyCheck[]): void {
  const marks = { ok: 'ok  ', warn: 'look', bad: 'BAD ' }
  for (const { state, what, detail } of findings) console.log(`${marks[state]}  ${what}: ${detail}`)
  for (const check of checks.filter(({ permissions }) => permissions.length > 0)) {
    console.log(`\n${nameOf(check)}`)
    const width = Math.max(...check.permissions.map(({ label }) => label.length))
    for (const { label, need, state } of check.permissions) {
      console.log(`  ${label.padEnd(width)}  ${need.padEnd(8)}  ${state}`)
    }
  }
}

const toJson = ({ account, problem, ...check }: KeyCheck) => ({
  ...account,
  ...check,
  problem: problem?.reason,
})

const silentLog = () => createLog({ level: 'error', now: () => Date.now(), write: () => undefined })

async function exists(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}
