// Tells the page what went wrong in the sandbox: errors nobody caught, requests the policy stopped, lines on the console.

import type { PageCalls } from '../port-protocol.ts'

type Reporter = Pick<PageCalls, 'extensionFailed' | 'consoleWritten' | 'requestBlocked'>

const textOf = (value: unknown): string => {
  if (value instanceof Error) return value.message
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** An unknown thrown thing as text. */
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

/** Starts listening. Nothing the extension does can end it for the page. */
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
}
