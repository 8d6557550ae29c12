// Reports to the page what happens in the sandbox: uncaught errors, requests and those the policy blocked, console lines.

import type { PageCalls } from '../port-protocol.ts'

type Reporter = Pick<PageCalls, 'extensionFailed' | 'consoleWritten' | 'requestBlocked' | 'requestAnswered'>

const textOf = (value: unknown): string => {
  if (value instanceof Error) return value.message
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** Message and stack of a thrown value of any type. */
export const failureOf = (thrown: unknown): { message: string; stack: string } => ({
  message: textOf(thrown) || 'An error without a message',
  stack: thrown instanceof Error ? (thrown.stack ?? '') : '',
})

function watchConsole(report: Reporter): void {
  for (const level of ['error', 'warn', 'info', 'log'] as const) {
    const write = console[level].bind(console)
    console[level] = (...args: unknown[]) => {
      write(...args)
      report.consoleWritten(level, args.map(textOf).join(' ').slice(0, 2000))
    }
  }
}

const addressOf = (target: RequestInfo | URL): string =>
  target instanceof Request ? target.url : String(target)

/** Requests to the app's backend bypass the page, so they are reported from here. */
function watchFetch(report: Reporter): void {
  const originalFetch = globalThis.fetch.bind(globalThis)
  globalThis.fetch = async (target, init) => {
    const method = init?.method ?? (target instanceof Request ? target.method : 'GET')
    const startedAt = performance.now()
    const reportStatus = (status: number) =>
      report.requestAnswered(method.toUpperCase(), addressOf(target), status, performance.now() - startedAt)
    try {
      const response = await originalFetch(target, init)
      reportStatus(response.status)
      return response
    } catch (error) {
      reportStatus(0)
      throw error
    }
  }
}

/** Starts reporting. */
export function reportTo(report: Reporter): void {
  addEventListener('error', (event) => {
    const failure = failureOf(event.error ?? event.message)
    report.extensionFailed({ where: 'script', ...failure })
  })
  addEventListener('unhandledrejection', (event) => {
    report.extensionFailed({ where: 'script', ...failureOf(event.reason) })
  })
  document.addEventListener('securitypolicyviolation', (event) => {
    report.requestBlocked(event.effectiveDirective, event.blockedURI)
  })
  watchConsole(report)
  watchFetch(report)
}
