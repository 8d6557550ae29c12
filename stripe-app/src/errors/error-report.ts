// Reports errors of the app to the gateway. Ids and addresses are removed before sending, and an error that repeats with every
// render is reported once.

import type { ErrorReportArgs } from '../generated/contract.ts'

const perMinute = 5

/** Removes `cus_Nf…`, `a@b.c` and long numbers, which could identify a customer. */
export function scrub(text: string): string {
  return text
    .replace(/(?<![^\s@<>"'])[^\s@<>"']+@[\w-]+(?:\.[\w-]+)+/g, '…@…')
    .replace(/\b([a-z]{2,8})_[A-Za-z0-9]{8,}/g, '$1_…')
    .replace(/\d{6,}/g, '…')
}

/** The build time that Stripe's CLI writes into the bundle. */
export function buildId(): string {
  const exports = (globalThis as { __StripeExtExports?: { BUILD_TIME?: unknown } }).__StripeExtExports
  return typeof exports?.BUILD_TIME === 'string' ? exports.BUILD_TIME : 'unknown'
}

const errorOf = (thrown: unknown): { name: string; message: string; stack: string } =>
  thrown instanceof Error
    ? { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' }
    : { name: 'Thrown', message: typeof thrown, stack: '' }

/** Only the frames, because the lines before them repeat the message; their URLs are cut to file names for the source map. */
const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /:\d+:\d+\)?$/.test(line.trim()))
    .map((line) => line.replace(/(?:https?|blob|file):[^\s()]*\//g, ''))
    .join('\n')

export type ReportError = (thrown: unknown, view: string) => void

/** Creates a reporter that sends each error once and at most five a minute; a failed report is dropped. */
export function createErrorReport(
  send: (report: ErrorReportArgs) => Promise<void>,
  now: () => number,
): ReportError {
  const reported = new Set<string>()
  let sentAt: number[] = []
  return (thrown, view) => {
    const { name, message, stack } = errorOf(thrown)
    const report: ErrorReportArgs = {
      name: name.slice(0, 100),
      message: scrub(message).slice(0, 500),
      stack: framesOf(stack).slice(0, 8000),
      view: view.slice(0, 120),
      build: buildId().slice(0, 120),
    }
    const fault = `${report.name} ${report.message} ${report.stack}`
    sentAt = sentAt.filter((at) => now() - at < 60_000)
    if (reported.has(fault) || sentAt.length >= perMinute) return
    reported.add(fault)
    sentAt.push(now())
    void send(report).catch(() => undefined)
  }
}
