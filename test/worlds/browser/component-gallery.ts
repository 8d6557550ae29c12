// Builds the gallery of the Dashboard's components and opens it under a strict content security policy.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { findBrowser, howToGetBrowser, launchBrowser } from './chromium.ts'

export type Gallery = {
  names: string[]
  screens: string[]
  calls: { name: string; argument: unknown }[]
}
declare global {
  interface Window {
    gallery: Gallery
  }
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const config = new URL('../../../dashboard/components/gallery/vite.config.ts', import.meta.url).pathname

const serve = (folder: string): Server =>
  createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://gallery').pathname
    const name = path === '/' ? '/index.html' : path
    try {
      const body = readFileSync(join(folder, name))
      const type = types[extname(name)] ?? 'text/plain'
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  }).listen(0, '127.0.0.1')

export type OpenGallery = {
  page: () => Page
  /** Opens the list of screens. */
  list: () => Promise<Gallery>
  show: (screen: string, options?: Record<string, string>) => Promise<void>
  /** The argument of a component's last call with this name to the extension. */
  lastCall: (name: string) => Promise<unknown>
}

/** Gives each test in a file its own page, and fails a test whose page logs a warning or an error. */
export function useGallery(): OpenGallery {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-gallery-'))
  let server: Server
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    await build({ configFile: config, build: { outDir: folder } })
    server = serve(folder)
    const path = await findBrowser()
    if (!path) throw new Error(howToGetBrowser)
    browser = await launchBrowser(path)
  })
  afterAll(async () => {
    await browser.close()
    await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    complaints = []
    page = await browser.newPage({ viewport: { width: 900, height: 800 }, reducedMotion: 'reduce' })
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterEach(async () => {
    await page.close()
    expect(complaints).toEqual([])
  })

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const read = () => page.evaluate(() => window.gallery)
  return {
    page: () => page,
    list: async () => {
      await page.goto(address())
      return read()
    },
    show: async (screen, options = {}) => {
      await page.goto(
        `${address()}?${new URLSearchParams({ screen, theme: 'light', ...options }).toString()}`,
      )
      await page.waitForSelector('.gallery-frame > *')
    },
    lastCall: async (name) => {
      const { calls } = await read()
      return calls.filter((call) => call.name === name).at(-1)?.argument
    },
  }
}
