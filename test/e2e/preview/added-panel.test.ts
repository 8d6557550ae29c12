// A panel added while everything runs: a small file, in both surfaces, without a restart.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { drawer, openKind } from '../../worlds/browser/preview-dashboard.ts'
import { browserPath, show, useWorld } from '../../worlds/browser/preview.ts'

const panelFile = `import { blocks, defineConfig, definePanel } from 'tillside/config'

const loyalty = definePanel({
  id: 'loyalty',
  title: 'Loyalty',
  for: ['customer'],
  async load({ subject, stripe }) {
    const paid = await stripe.invoices.list({ customer: subject.id, status: 'paid', limit: 100 })
    return {
      open: true,
      blocks: [
        blocks.fields({
          Points: String(paid.data.length * 10),
          Since: blocks.date(subject.object.created * 1000, 'month'),
        }),
      ],
    }
  },
})

export default defineConfig({ panels: [loyalty] })
`

describe.skipIf(!browserPath)('a new panel', () => {
  const folder = mkdtempSync(join(import.meta.dirname, '../../../examples/.added-'))
  const file = join(folder, 'tillside.config.ts')
  writeFileSync(file, "import { defineConfig } from 'tillside/config'\n\nexport default defineConfig({})\n")
  afterAll(() => rmSync(folder, { recursive: true }))
  const { open } = useWorld({ definitions: file })

  test('of at most 25 lines appears in both surfaces without a restart, and survives a broken edit', async () => {
    expect(panelFile.trim().split('\n').length).toBeLessThanOrEqual(25)
    const opened = await open({ whole: true })
    const { page } = opened
    const frame = await show(opened, 'conv-ines')
    await openKind(page, 'Customer')
    await drawer(page).getByText('Tillside').first().waitFor()
    expect(await frame.getByText('Loyalty').count()).toBe(0)
    const startedMs = performance.now()
    writeFileSync(file, panelFile)
    await frame.getByText('Loyalty').waitFor()
    await drawer(page).getByText('Points').first().waitFor()
    process.stdout.write(
      `A saved panel file appears in both surfaces after ${(performance.now() - startedMs).toFixed(0)} ms\n`,
    )
    writeFileSync(file, panelFile.replace("title: 'Loyalty'", 'title: Loyal ty'))
    await page.locator('.log').getByText('tillside.config.ts').first().waitFor()
    await show(opened, 'conv-ines')
    await (await opened.sidebar()).getByText('Loyalty').waitFor()
  })
})
