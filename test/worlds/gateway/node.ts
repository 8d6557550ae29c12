// A gateway on a free port with a built page, a Stripe address and a readable log.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '../../../runtimes/node/start.ts'

export const secret = 'correct-horse-battery-staple'
export const consoleSecret = 'the-operator-alone-knows'
export const proof = { 'X-API-KEY': secret }
export const metricsSecret = 'whoever-counts-knows-this'
export const sidebarOrigin = 'https://sidebar.example.com'

export type AskGateway = (path: string, init?: RequestInit) => Promise<Response>

export type TestGateway = {
  url: string
  /** The console's address, on Node, if there is one. */
  consoleUrl?: string
  /** Log lines so far; those of another process arrive with a delay. */
  readonly lines: string[]
  /** Resolves when a line with this text has been written. */
  logged: (text: string) => Promise<void>
  close: (timeoutMs?: number) => Promise<void>
}

export type StartForTest = (stripeUrl: string, env?: Record<string, string>) => Promise<TestGateway>

/** Starts the gateway on Node, with SQLite in memory, or in `TILLSIDE_DATA_DIR` if a test restarts the gateway. */
export const startOnNode: StartForTest = async (stripeUrl, env = {}) => {
  const lines: string[] = []
  const waiting = new Set<{ text: string; resolve: () => void }>()
  const write = (line: string) => {
    lines.push(line)
    for (const one of waiting) if (line.includes(one.text)) one.resolve()
  }
  const assetsDir = writeAssets()
  const gateway = await startGateway(
    { PORT: '0', ...gatewayEnv(stripeUrl), ...env },
    { assetsDir, write, ...('TILLSIDE_DATA_DIR' in env ? {} : { databaseFile: ':memory:' }) },
  )
  return {
    url: gateway.url,
    ...(gateway.consoleUrl === undefined ? {} : { consoleUrl: gateway.consoleUrl }),
    lines,
    logged: (text) =>
      lines.some((line) => line.includes(text))
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.add({ text, resolve })),
    close: async (timeoutMs) => {
      await gateway.close(timeoutMs)
      rmSync(assetsDir, { recursive: true, force: true })
    },
  }
}

/** The settings that the gateway's suites rely on. */
export const gatewayEnv = (stripeUrl: string): Record<string, string> => ({
  STRIPE_API_BASE: stripeUrl,
  STRIPE_API_KEY: 'rk_test_hunter2hunter2',
  TILLSIDE_PROXY_SECRET: secret,
  TILLSIDE_CONSOLE_SECRET: consoleSecret,
  TILLSIDE_SIDEBAR_ORIGINS: sidebarOrigin,
  TILLSIDE_SIDEBAR_GATEWAYS: 'https://other-gateway.example.com',
  TILLSIDE_LOG_LEVEL: 'debug',
})

/** Writes a small built page. */
export function writeAssets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-web-'))
  mkdirSync(join(folder, 'sidebar/assets'), { recursive: true })
  const page =
    '<!doctype html><script defer src="%MISSIVE_SCRIPT%"></script><script type="module" src="assets/a-1.js">'
  writeFileSync(join(folder, 'sidebar/index.html'), page)
  writeFileSync(join(folder, 'sidebar/assets/a-1.js'), `console.log(${JSON.stringify('x'.repeat(2000))})`)
  writeFileSync(join(folder, 'sidebar/assets/a-1.js.map'), '{"sources":["secret.ts"]}')
  mkdirSync(join(folder, 'console/assets'), { recursive: true })
  writeFileSync(join(folder, 'console/index.html'), '<!doctype html><title>Console</title>')
  writeFileSync(join(folder, 'console/assets/c-1.js'), 'console.log(1)')
  writeFileSync(join(folder, 'build.json'), '{"build":"b1"}')
  return folder
}
