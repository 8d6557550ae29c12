// One action in the sidebar, from its form to its result, by mouse and by keyboard.

import { describe, expect, test } from 'vitest'
import type { ActionResponse } from '#contract/actions.ts'
import { confirmation, outcomes, shippingPanel } from '../../../web/gallery/actions.ts'
import {
  focused,
  openWith,
  pane,
  reachConfirmation,
  run,
  submit,
  wizard,
} from '../../worlds/browser/scripted-gateway.ts'
import { browserPath, did, textOf, useWorld } from '../../worlds/browser/preview.ts'

const { open } = useWorld()

describe.skipIf(!browserPath)('an action', () => {
  test('is completed by keyboard alone, in this person’s name, once', async () => {
    const { frame, page, requests, trouble } = await openWith(open, {
      panels: [shippingPanel()],
      act: wizard(),
    })
    await frame.locator('[data-run]').focus()
    await page.keyboard.press('Enter')
    await pane(frame, 'form')
    await expect.poll(() => focused(frame)).toBe('Approve return and refund')
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab')
    await expect.poll(() => focused(frame)).toBe('amount')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('12,5')
    await page.keyboard.press('Tab')
    expect(await frame.locator('[name=amount]').inputValue()).toBe('12.50')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await frame.waitForSelector('text=Returned goods')
    await frame.locator('[name=words]').fill('Sorry')
    await page.keyboard.press('Escape')
    await frame.waitForSelector('text=Items to return')
    expect(await frame.locator('[name=amount]').inputValue()).toBe('12.50')
    await submit(frame)
    await frame.waitForSelector('text=Returned goods')
    expect(await frame.locator('[name=words]').inputValue()).toBe('Sorry')
    await submit(frame)
    await pane(frame, 'confirm')
    await expect.poll(() => focused(frame)).toBe('Refund €89.00 to Tomasz Zieliński?')
    expect(await textOf(frame)).toMatch(/This refund\s+−€89\.00\s+Remains\s+€34\.00/)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await pane(frame, 'done')
    await expect.poll(() => focused(frame)).toBe('€89.00 refunded')
    expect(await frame.locator('.ts-pane > [role=status]').innerText()).toBe('€89.00 refunded')
    const runs = requests.actions.filter(({ stage }) => stage === 'run')
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ by: 'Noor Haddad', input: confirmation.input })
    expect(runs[0]?.key).toMatch(/^[\da-f-]{36}$/)
    expect(requests.actions.find(({ step }) => step === 2)?.input).toMatchObject({
      amount: 1250,
      words: 'Sorry',
    })
    await expect.poll(() => requests.panels.at(-1)?.fresh).toBe(true)
    await page.keyboard.press('Escape')
    await frame.waitForSelector('[data-pane]', { state: 'detached' })
    await expect.poll(() => focused(frame)).toBe('Approve and refund…')
    expect(trouble).toEqual([])
  })

  test('shows an error at its field, visibly and for screen readers', async () => {
    const { frame, requests } = await openWith(open, { panels: [shippingPanel()], act: wizard() })
    await run(frame)
    await pane(frame, 'form')
    await frame.locator('[name=amount]').fill('200')
    await submit(frame)
    const field = frame.locator('[name=amount]')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    const about = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
    const words = await Promise.all(about.map((id) => frame.locator(`[id="${id}"]`).innerText()))
    expect(words[0]).toBe('At most €123.00')
    await expect.poll(() => focused(frame)).toBe('amount')
    await field.fill('much')
    await submit(frame)
    await frame.waitForSelector('text=Not an amount. Write it like 123.00')
    expect(requests.actions.map(({ stage }) => stage)).toEqual(['open'])
  })

  test('in progress is polled with its own key, and then shows its result', async () => {
    let runs = 0
    const { frame, requests } = await openWith(open, {
      panels: [shippingPanel()],
      act: wizard(() => ((runs += 1) < 2 ? outcomes.working : outcomes.done)),
    })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'working')
    await pane(frame, 'done')
    const keys = requests.actions.filter(({ stage }) => stage === 'run').map(({ key }) => key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  test('without an answer is shown as unclear, and sent again with the same key', async () => {
    let runs = 0
    const { frame, requests } = await openWith(open, {
      panels: [shippingPanel()],
      act: wizard(() => ((runs += 1) < 2 ? undefined : outcomes.done)),
    })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'unclear')
    expect(await textOf(frame)).toMatch(/Unclear: no answer yet/)
    await frame.locator('[data-check-now]').click()
    await pane(frame, 'done')
    expect(new Set(requests.actions.flatMap(({ key }) => key ?? [])).size).toBe(1)
  })

  test('closed while running shows its result when reopened', async () => {
    let end: ActionResponse = outcomes.working
    const { frame, page, requests } = await openWith(open, {
      panels: [shippingPanel()],
      act: wizard(() => end),
    })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'working')
    await page.keyboard.press('Escape')
    await frame.waitForSelector('[data-pane]', { state: 'detached' })
    end = outcomes.done
    await run(frame)
    await pane(frame, 'done')
    expect(requests.actions.filter(({ stage }) => stage === 'open')).toHaveLength(1)
    expect(new Set(requests.actions.flatMap(({ key }) => key ?? [])).size).toBe(1)
  })

  test('offers follow-ups in its result: a note for the reply', async () => {
    const { frame, page } = await openWith(open, { panels: [shippingPanel()], act: wizard() })
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, 'done')
    await frame.locator('text=Insert note in reply').click()
    await expect.poll(() => did(page, 'insertHtml')).toEqual([['Your refund is on its way.']])
  })

  test('keeps the folds and the scroll position of the page below', async () => {
    const { frame, page } = await openWith(
      open,
      { panels: [shippingPanel()], act: wizard() },
      { viewport: { width: 1440, height: 420 } },
    )
    await frame.locator('[data-run]').scrollIntoViewIfNeeded()
    const fold = frame.locator('[data-panel=shipping] > summary')
    const before = await frame.evaluate(() => scrollY)
    expect(before).toBeGreaterThan(0)
    await run(frame)
    await pane(frame, 'form')
    expect(await fold.isVisible()).toBe(false)
    await page.keyboard.press('Escape')
    await frame.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 2, before)
    expect(await fold.isVisible()).toBe(true)
  })
})
