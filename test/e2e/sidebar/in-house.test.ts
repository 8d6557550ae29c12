// In-house panels in the sidebar: refusals, tabs and pages, settings edited in place, and the script that draws forms.

import { describe, expect, test } from 'vitest'
import {
  activityPanel,
  firstForm,
  outcomes,
  featuresPanel,
  shippingPanel,
} from '../../../web/gallery/actions.ts'
import type { Frame } from 'playwright-core'
import {
  between,
  focused,
  openWith,
  pane,
  reachConfirmation,
  run,
  wizard,
  type Requests,
  type Gateway,
} from '../../worlds/browser/scripted-gateway.ts'
import { browserPath, noticed, settled, show, textOf, useWorld, world } from '../../worlds/browser/preview.ts'

const { open } = useWorld()

describe.skipIf(!browserPath)('refusals', () => {
  test('a locked action is reachable by keyboard, says why, and sends no request', async () => {
    const action = {
      kind: 'run',
      label: 'Approve and refund…',
      action: 'approve-return',
      subject: { kind: 'invoice', id: 'in_1' },
      locked: 'Needs the role Support lead.',
    } as const
    const { frame, page, requests } = await openWith(open, { panels: [shippingPanel(action)] })
    const button = frame.locator('[data-run]')
    await frame.locator('.ts-table-wrap').focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(frame)).toBe('Approve and refund…')
    await page.keyboard.press('Enter')
    await button.click({ force: true })
    const about = await button.getAttribute('aria-describedby')
    expect(await frame.locator(`[id="${about}"]`).innerText()).toBe('Needs the role Support lead.')
    expect(await frame.locator('main').getAttribute('data-state')).toBe('panel')
    expect(requests.actions).toEqual([])
  })

  test('a check that the gateway refuses says that nothing was done, with reason and request id', async () => {
    const { frame } = await openWith(open, { panels: [shippingPanel()], act: wizard(() => 403) })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await frame.waitForSelector('[role=alert] >> text=Nothing was changed')
    expect(await textOf(frame)).toMatch(/Not with this role\. Needs the role Support lead\.[\s\S]*req_no/)
  })

  test('a refused run says that nothing was done', async () => {
    const { frame } = await openWith(open, { panels: [shippingPanel()], act: wizard(() => outcomes.refused) })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'refused')
    await expect.poll(() => focused(frame)).toBe('Nothing was refunded')
  })

  test('an action that cannot be opened can be retried', async () => {
    let down = true
    const { frame } = await openWith(open, {
      panels: [shippingPanel()],
      act: () => (down ? undefined : firstForm),
    })
    await run(frame)
    await frame.waitForSelector('[role=alert] >> text=This could not be opened')
    down = false
    await frame.locator('text=Try again').click()
    await pane(frame, 'form')
  })

  test('another conversation closes the action without sending it, says so, and keeps the entries', async () => {
    const opened = await openWith(open, { panels: [shippingPanel()], act: wizard() })
    const { frame, requests } = opened
    await run(frame)
    await pane(frame, 'form')
    await frame.locator('[name=amount]').fill('50')
    await world(opened.page, 'select', ['conv-priya'])
    await frame.waitForSelector('h1 >> text=Brightside')
    expect(await frame.locator('[data-pane]').count()).toBe(0)
    await noticed(frame, 'nothing was sent')
    expect(requests.actions.map(({ stage }) => stage)).toEqual(['open'])
    await show(opened, 'conv-tomasz')
    await run(frame)
    await pane(frame, 'form')
    expect(await frame.locator('[name=amount]').inputValue()).toBe('50.00')
    await frame.locator('text=Start over').click()
    await frame.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[name=amount]')?.value === '89.00',
    )
  })
})

describe.skipIf(!browserPath)('panels loaded again', () => {
  test('a tab replaces its panel in place and keeps the focus', async () => {
    const { frame, page, requests } = await openWith(open, {
      panels: [activityPanel()],
      load: ({ subject }) => activityPanel(subject.kind === 'panel' ? subject.params?.['show'] : 'all'),
    })
    await frame.locator('.ts-segments button', { hasText: 'Access' }).focus()
    await page.keyboard.press('Enter')
    await frame.waitForSelector('text=Password reset by email', { state: 'detached' })
    expect(requests.panels.at(-1)?.subject).toMatchObject({
      kind: 'panel',
      panel: 'activity',
      params: { show: 'access' },
    })
    expect(await frame.locator('.ts-segments [aria-pressed=true]').innerText()).toBe('Access')
    await expect.poll(() => focused(frame)).toBe('Access')
    expect(await frame.locator('[data-panel=activity]').count()).toBe(1)
    await frame.locator('text=Show older').click()
    await expect
      .poll(() => requests.panels.at(-1)?.subject)
      .toMatchObject({ params: { before: '2026-11-17' } })
  })

  test('the answer to an earlier press does not replace that to a later one', async () => {
    let release = () => undefined as void
    const held = new Promise<void>((free) => (release = free))
    const { frame } = await openWith(open, {
      panels: [activityPanel()],
      load: async ({ subject }) => {
        const which = (subject.kind === 'panel' && subject.params?.['show']) || 'all'
        if (which === 'changes') await held
        return activityPanel(which)
      },
    })
    await frame.locator('.ts-segments button', { hasText: 'Changes' }).click()
    await frame.waitForSelector('[data-panel=activity][aria-busy=true]')
    expect(await frame.locator('.ts-segments [aria-pressed=true]').innerText()).toBe('Changes')
    await frame.locator('.ts-segments button', { hasText: 'Access' }).click()
    await frame.waitForSelector('text=Password reset by email', { state: 'detached' })
    release()
    await frame.waitForSelector('[data-panel=activity]:not([aria-busy=true])')
    expect(await frame.locator('.ts-segments [aria-pressed=true]').innerText()).toBe('Access')
  })

  test('an answer for the earlier conversation is not drawn in this one', async () => {
    let release = () => undefined as void
    const held = new Promise<void>((free) => (release = free))
    const opened = await openWith(open, {
      panels: [activityPanel()],
      load: async () => {
        await held
        return activityPanel('access')
      },
    })
    const { frame, page } = opened
    await frame.locator('.ts-segments button', { hasText: 'Access' }).click()
    await world(page, 'select', ['conv-priya'])
    await frame.waitForSelector('h1 >> text=Brightside')
    await settled(frame, 'panel')
    release()
    // Waits for one more complete answer, so that a late one would have arrived.
    await frame.locator('[data-refresh]').click()
    await settled(frame, 'panel')
    expect(await frame.locator('.ts-segments [aria-pressed=true]').innerText()).toBe('All')
  })

  test('a panel that cannot be loaded stays unchanged, with a notice', async () => {
    const { frame } = await openWith(open, { panels: [activityPanel()] })
    await frame.locator('text=Show older').click()
    await noticed(frame, 'what is shown stays')
    expect(await textOf(frame)).toContain('Password reset by email')
  })
})

describe.skipIf(!browserPath)('settings edited in place', () => {
  const act: Gateway['act'] = ({ stage }) =>
    stage === 'check'
      ? {
          type: 'confirm',
          title: 'Save 2 changes?',
          submit: 'Save 2 changes',
          input: { api: true, members: 25 },
        }
      : { ...outcomes.done, title: '2 changes are saved', panels: [] }

  test('are counted, show their old values, survive another conversation, and can be discarded', async () => {
    const opened = await openWith(open, { panels: [featuresPanel()], act })
    const { frame } = opened
    await frame.locator('[name=api]').check()
    await frame.locator('[name=members]').fill('25')
    const bar = frame.locator('.ts-save')
    expect(await bar.innerText()).toMatch(/2 changes, for all 41 customers on this plan\s+Save 2 changes…/)
    expect(await frame.locator('[data-field=api]').innerText()).toMatch(/was off/)
    expect(await frame.locator('[data-field=members]').innerText()).toMatch(/was 10/)
    await show(opened, 'conv-lena', 'not-found')
    await show(opened, 'conv-tomasz')
    expect(await frame.locator('[name=members]').inputValue()).toBe('25')
    await frame.locator('[data-discard]').click()
    await bar.waitFor({ state: 'detached' })
    expect(await frame.locator('[name=members]').inputValue()).toBe('10')
    expect(await frame.locator('[name=api]').isChecked()).toBe(false)
  })

  test('are confirmed before saving, and only changed fields are sent', async () => {
    const { frame, requests } = await openWith(open, { panels: [featuresPanel()], act })
    await frame.locator('[name=api]').check()
    await frame.locator('[name=members]').fill('25')
    await frame.locator('[data-save-changes]').click()
    await pane(frame, 'confirm')
    expect(requests.actions[0]).toMatchObject({ stage: 'check', step: 1, input: { api: true, members: 25 } })
    expect(Object.keys(requests.actions[0]?.input ?? {})).toEqual(['api', 'members'])
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'done')
    await frame.locator('[data-close]').click()
    await frame.waitForSelector('.ts-save', { state: 'detached' })
  })

  test('show errors in place, and locked fields do not change', async () => {
    const { frame, requests } = await openWith(open, { panels: [featuresPanel()], act })
    await frame.locator('[name=members]').fill('900')
    await frame.locator('[data-save-changes]').click()
    await frame.waitForSelector('text=At most 500')
    await expect.poll(() => focused(frame)).toBe('members')
    await frame.locator('[name=roast]').click({ force: true })
    expect(await frame.locator('[name=roast]').isChecked()).toBe(false)
    expect(requests.actions).toEqual([])
  })
})

describe.skipIf(!browserPath)('the second script', () => {
  const forms = '**/assets/forms-*.js'
  const count = (frame: Frame) =>
    frame.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/forms-')).length,
    )

  test('is not loaded for a customer without actions, and otherwise before it is needed', async () => {
    const opened = await open({ before: between({}, { panels: [], actions: [] }) })
    const frame = await show(opened, 'conv-ines')
    expect(await count(frame)).toBe(0)
    const other = await openWith(open, { panels: [shippingPanel()] })
    await expect.poll(() => count(other.frame)).toBe(1)
  })

  test('that is gone after an update is reported, and one press loads the new page', async () => {
    const requests: Requests = { panels: [], actions: [] }
    const opened = await open({
      before: async (page) => {
        await between({ panels: [shippingPanel()], act: wizard() }, requests)(page)
        await page.route(forms, (route) => route.fulfill({ status: 404 }))
      },
    })
    const frame = await show(opened, 'conv-tomasz')
    await run(frame)
    await frame.waitForSelector('[role=alert] >> text=Tillside was updated')
    expect(await textOf(frame)).toContain('Nothing was sent')
    expect(requests.actions).toEqual([])
    await opened.page.unroute(forms)
    await frame.locator('[data-reload]').click()
    await frame.waitForSelector('[data-state=panel]:not([data-busy])')
    await run(frame)
    await pane(frame, 'form')
  })
})
