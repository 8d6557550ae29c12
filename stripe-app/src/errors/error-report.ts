// What broke in the app, told to the gateway: where, never about whom. Ids and addresses are taken out before it leaves, and a
// fault that repeats with every drawing is told once.

import type { ErrorReportArgs } from '../generated/contract.ts'

const perMinute = 5

/** `cus_Nf…`, `a@b.c` and long numbers could be a customer's. */
export function scrub(text: string): string {
  return text
    .replace(/(?<![^\s@<>"'])[^\s@<>"']+@[\w-]+(?:\.[\w-]+)+/g, '…@…')
    .replace(/\b([a-z]{2,8})_[A-Za-z0-9]{8,}/g, '$1_…')
    .replace(/\d{6,}/g, '…')
}

/** The build as Stripe's command writes it into the bundle. */
export function buildId(): string {
  const exports = (globalThis as { __StripeExtExports?: { BUILD_TIME?: unknown } }).__StripeExtExports
  return typeof exports?.BUILD_TIME === 'string' ? exports.BUILD_TIME : 'unknown'
}

const errorOf = (thrown: unknown): { name: string; message: string; stack: string } =>
  thrown instanceof Error
    ? { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' }
    : { name: 'Thrown', message: typeof thrown, stack: '' }

/** Frames alone: the lines before them repeat the message. Their addresses are kept to the file's name, for the map. */
const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /:\d+:\d+\)?$/.test(line.trim()))
    .map((line) => line.replace(/(?:https?|blob|file):[^\s()]*\//g, ''))
    .join('\n')

export type ReportError = (thrown: unknown, view: string) => void

/** A reporter that sends each fault once and at most five a minute; a report that fails is dropped. */
export function createErrorReport(
  send: (report: ErrorReportArgs) => Promise<void>,
  now: () => number,
): ReportError {
  const told = new Set<string>()
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
    if (told.has(fault) || sentAt.length >= perMinute) return
    told.add(fault)
    sentAt.push(now())
    void send(report).catch(() => undefined)
  }
}
