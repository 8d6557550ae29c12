// Intercepts requests from the sidebar to its gateway: the test provides the answers about in-house panels and actions, so that
// each state can be examined for as long as needed. Everything else comes from the gateway.

import type { Frame, Page, Route } from 'playwright-core'
import type { ActionResponse, ActionRequest } from '#contract/actions.ts'
import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import { confirmation, firstForm, outcomes, secondForm } from '../../../web/gallery/actions.ts'
import { done, found } from '../../../web/gallery/build.ts'
import { show, type useWorld, type World } from './preview.ts'

export type Requests = { panels: PanelsRequest[]; actions: ActionRequest[] }
export type Gateway = {
  /** Panels in addition to the Stripe panels. */
  panels?: PanelsMessage[]
  /** Answers a `load`. */
  load?: (request: PanelsRequest & { subject: { kind: 'panel' } }) => PanelsMessage | Promise<PanelsMessage>
  /** Answers an action request; undefined simulates a network failure. */
  act?: (request: ActionRequest) => ActionResponse | number | undefined | Promise<ActionResponse | undefined>
}

const toLines = (messages: PanelsMessage[]) => messages.map((message) => JSON.stringify(message)).join('\n')
const ndjson = 'application/x-ndjson'

/** Answers with the gateway's own panels, except in-house ones, followed by the test's panels. */
async function answerPanels(route: Route, requests: Requests, { panels = [], load }: Gateway) {
  const request = route.request().postDataJSON() as PanelsRequest
  requests.panels.push(request)
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

async function answerAction(route: Route, requests: Requests, { act }: Gateway) {
  const request = route.request().postDataJSON() as ActionRequest
  requests.actions.push(request)
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

/** Sets up the interception on a page. */
export const between = (gateway: Gateway, requests: Requests) => async (page: Page) => {
  await page.route('**/api/panels', (route) => answerPanels(route, requests, gateway))
  await page.route('**/api/actions/*', (route) => answerAction(route, requests, gateway))
}

type OpenOptions = Parameters<ReturnType<typeof useWorld>['open']>[0]
export type Opened = World & { requests: Requests; frame: Frame }

/** Opens the sidebar on a customer with this gateway. */
export async function openWith(
  open: ReturnType<typeof useWorld>['open'],
  gateway: Gateway,
  options: OpenOptions = {},
): Promise<Opened> {
  const requests: Requests = { panels: [], actions: [] }
  const opened = await open({ ...options, before: between(gateway, requests) })
  const frame = await show(opened, 'conv-tomasz')
  return { ...opened, requests, frame }
}

/** Answers with two forms, a confirmation, then the result of `end`. */
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
/** Waits until the pane shows a state and is not busy. */
export const pane = (frame: Frame, state: string) =>
  frame.waitForSelector(`[data-pane="${state}"]:not([aria-busy=true])`)
/** Presses the button of a form. */
export const submit = (frame: Frame) => frame.locator('[data-submit]').click()
/** The focused element: its name, else its text. */
export const focused = (frame: Frame) =>
  frame.evaluate(
    () => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? '',
  )

/** Goes through both forms to the confirmation. */
export async function reachConfirmation(frame: Frame) {
  await run(frame)
  await pane(frame, 'form')
  await submit(frame)
  await frame.waitForSelector('text=Returned goods')
  await submit(frame)
  await pane(frame, 'confirm')
}
