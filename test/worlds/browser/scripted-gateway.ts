// Stands between the sidebar and its gateway: what the gateway says about in-house panels and actions is given by the test,
// so that each state can be looked at for as long as it takes. Everything else is the gateway's own.

import type { Frame, Page, Route } from 'playwright-core'
import type { ActionResponse, ActionRequest } from '#contract/actions.ts'
import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import { confirmation, firstForm, outcomes, secondForm } from '../../../web/gallery/actions.ts'
import { done, found } from '../../../web/gallery/build.ts'
import { show, type useWorld, type World } from './preview.ts'

export type Asked = { panels: PanelsRequest[]; actions: ActionRequest[] }
export type Gateway = {
  /** Besides those of Stripe. */
  panels?: PanelsMessage[]
  /** To a `load`. */
  load?: (request: PanelsRequest & { subject: { kind: 'panel' } }) => PanelsMessage | Promise<PanelsMessage>
  /** To a press; nothing: the network breaks. */
  act?: (request: ActionRequest) => ActionResponse | number | undefined | Promise<ActionResponse | undefined>
}

const toLines = (messages: PanelsMessage[]) => messages.map((message) => JSON.stringify(message)).join('\n')
const ndjson = 'application/x-ndjson'

/** The gateway's own panels without in-house ones, and those of the test behind them. */
async function answerPanels(route: Route, asked: Asked, { panels = [], load }: Gateway) {
  const request = route.request().postDataJSON() as PanelsRequest
  asked.panels.push(request)
  const { subject } = request
  if (subject.kind === 'panel') {
    const panel = await load?.({ ...request, subject })
    const body = toLines([found('x@x.example'), ...(panel ? [panel] : []), done()])
    return route.fulfill({ contentType: ndjson, body }).catch(() => undefined)
  }
  const response = await route.fetch()
  const lines = (await response.text()).split('\n').filter((line) => line && !line.includes('"in-house:'))
  const at = lines.findIndex((line) => line.startsWith('{"type":"done"'))
  return route.fulfill({ response, body: lines.toSpliced(at, 0, toLines(panels)).join('\n') })
}

async function answerAction(route: Route, asked: Asked, { act }: Gateway) {
  const request = route.request().postDataJSON() as ActionRequest
  asked.actions.push(request)
  const answer = await act?.(request)
  if (answer === undefined) return route.abort()
  if (typeof answer !== 'number') return route.fulfill({ json: answer })
  const problem = {
    title: 'Not with this role',
    detail: 'Needs the role Support lead.',
    request_id: 'req_no',
  }
  return route.fulfill({ status: answer, json: problem })
}

/** Stands between the sidebar and its gateway. */
export const between = (gateway: Gateway, asked: Asked) => async (page: Page) => {
  await page.route('**/api/panels', (route) => answerPanels(route, asked, gateway))
  await page.route('**/api/actions/*', (route) => answerAction(route, asked, gateway))
}

type OpenOptions = Parameters<ReturnType<typeof useWorld>['open']>[0]
export type Opened = World & { asked: Asked; frame: Frame }

/** Opens the sidebar on a customer, with this gateway. */
export async function openWith(
  open: ReturnType<typeof useWorld>['open'],
  gateway: Gateway,
  options: OpenOptions = {},
): Promise<Opened> {
  const asked: Asked = { panels: [], actions: [] }
  const opened = await open({ ...options, before: between(gateway, asked) })
  const frame = await show(opened, 'conv-tomasz')
  return { ...opened, asked, frame }
}

/** Two forms, a confirmation, then what `end` says. */
export const wizard =
  (end: NonNullable<Gateway['act']> = () => outcomes.done): NonNullable<Gateway['act']> =>
  (request) =>
    request.stage === 'open'
      ? firstForm
      : request.stage === 'run'
        ? end(request)
        : request.step === 1
          ? secondForm
          : confirmation

/** Presses the action of the panel. */
export const run = (frame: Frame) => frame.locator('[data-run]').click()
/** Waits for a state of the pane, and for its answer. */
export const pane = (frame: Frame, state: string) =>
  frame.waitForSelector(`[data-pane="${state}"]:not([aria-busy=true])`)
/** Presses the button of a form. */
export const submit = (frame: Frame) => frame.locator('[data-submit]').click()
/** What has the focus: its name, else its words. */
export const focused = (frame: Frame) =>
  frame.evaluate(
    () => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? '',
  )

/** Through both forms. */
export async function reachConfirmation(frame: Frame) {
  await run(frame)
  await pane(frame, 'form')
  await submit(frame)
  await frame.waitForSelector('text=Returned goods')
  await submit(frame)
  await pane(frame, 'confirm')
}
