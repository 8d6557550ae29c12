// The sidebar's page runs Missive's script. Even if the operator is signed in to the console in the same browser, that script can
// neither read nor change anything there: the two have separate origins, and the console answers only its own.

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, useConsole } from '../../worlds/browser/console.ts'

const world = useConsole({ isFilled: true })

/** Opens the sidebar in the operator's browser, where cookies are sent to both ports. */
async function openSidebar(
  bypassCSP: boolean,
): Promise<{ sidebar: Page; consoleUrl: string; answers: string[] }> {
  const { page } = await world.enter('/console/events', { bypassCSP })
  const { url, consoleUrl } = world.addresses()
  const sidebar = await page.context().newPage()
  const answers: string[] = []
  sidebar.on('response', (response) => {
    if (response.url().startsWith(`${consoleUrl}/api/`)) answers.push(`${response.status()}`)
  })
  await sidebar.goto(`${url}/sidebar/`)
  return { sidebar, consoleUrl, answers }
}

/** The page's policy already forbids most of this, so the tests also run without that policy. */
describe.skipIf(!browserPath).each([[false], [true]])(
  'a script on the sidebar’s page (policy lifted: %s)',
  (bypassCSP) => {
    test('reads nothing from the console by fetch, with cookies and in every mode', async () => {
      const { sidebar, consoleUrl, answers } = await openSidebar(bypassCSP)
      const read = await sidebar.evaluate(async (base) => {
        const found: string[] = []
        const paths = [
          '/console/',
          '/api/console/session',
          '/api/console/events',
          '/api/console/events/evr_dead',
        ]
        for (const path of paths)
          for (const address of [base + path, path])
            for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
              const text = await fetch(address, {
                mode,
                credentials: 'include',
                headers: mode === 'no-cors' ? {} : { 'Tillside-Console': '1' },
              })
                .then(async (response) => (response.ok ? response.text() : ''))
                .catch(() => '')
              if (text !== '') found.push(`${mode} ${address}: ${text.slice(0, 80)}`)
            }
        return { found, cookie: document.cookie }
      }, consoleUrl)
      expect(read).toEqual({ found: [], cookie: '' })
      // The browser does not merely withhold the answer: the console sends none.
      expect(answers.filter((status) => status.startsWith('2'))).toEqual([])
    })

    test('cannot frame the console, and loses access to a window it opens', async () => {
      const { sidebar, consoleUrl } = await openSidebar(bypassCSP)
      const framed = await sidebar.evaluate(async (base) => {
        const frame = document.createElement('iframe')
        frame.src = `${base}/console/events`
        document.body.append(frame)
        await new Promise((resolve) => frame.addEventListener('load', resolve))
        try {
          return frame.contentWindow?.document.body.innerText ?? ''
        } catch {
          return ''
        }
      }, consoleUrl)
      expect(framed).toBe('')
      const opening = sidebar.context().waitForEvent('page')
      await sidebar.evaluate((base) => {
        Object.assign(window, { opened: window.open(`${base}/console/events`) })
      }, consoleUrl)
      const opened = await opening
      await opened.waitForSelector('#events')
      const reach = await sidebar.evaluate(() => {
        const { opened } = window as unknown as { opened: Window }
        try {
          return { closed: opened.closed, text: opened.document.body.innerText }
        } catch {
          return { closed: opened.closed, text: '' }
        }
      })
      expect(reach).toEqual({ closed: true, text: '' })
      expect(await opened.evaluate(() => window.opener === null)).toBe(true)
    })

    test('changes nothing by fetch, form or beacon', async () => {
      const { sidebar, consoleUrl, answers } = await openSidebar(bypassCSP)
      await sidebar.evaluate(async (base) => {
        const target = `${base}/api/console/events/evr_dead/replay`
        const body = '{}'
        for (const mode of ['cors', 'no-cors'] as const)
          for (const type of ['application/json', 'text/plain'])
            await fetch(target, {
              method: 'POST',
              mode,
              credentials: 'include',
              body,
              headers: { 'Content-Type': type },
            }).catch(() => undefined)
        await fetch(target, {
          method: 'POST',
          credentials: 'include',
          body,
          headers: { 'Content-Type': 'application/json', 'Tillside-Console': '1' },
        }).catch(() => undefined)
        await fetch(`${base}/api/console/session`, {
          method: 'DELETE',
          credentials: 'include',
          headers: { 'Tillside-Console': '1' },
        }).catch(() => undefined)
        navigator.sendBeacon(target, new Blob([body], { type: 'text/plain' }))
        const form = document.createElement('form')
        Object.assign(form, { action: target, method: 'POST', enctype: 'text/plain', target: 'sink' })
        const sink = document.createElement('iframe')
        sink.name = 'sink'
        document.body.append(sink, form)
        form.submit()
      }, consoleUrl)
      // The operator is still signed in.
      const beside = await sidebar.context().newPage()
      await beside.goto(`${consoleUrl}/console/events`)
      await beside.waitForSelector('#events')
      const [row] = await world
        .store()
        .selectFrom('events')
        .select(['state'])
        .where('id', '=', 'evr_dead')
        .execute()
      expect(row).toEqual({ state: 'dead' })
      expect(answers.filter((status) => status.startsWith('2'))).toEqual([])
    })
  },
)
