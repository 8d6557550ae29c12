// Finds a Chromium and starts it: one of the system, else the one that ships inside an npm package (Linux on x64).

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const candidates = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

// An answer a test changes on its way counts as coming from the network, which may not load anything from loopback.
const quiet = [
  '--disable-features=LocalNetworkAccessChecks',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** The packaged browser brings the system libraries it needs, but unpacks them only where it takes itself to be on Lambda. */
async function packagedBrowser(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const packaged = await import('@sparticuz/chromium')
  const path = await packaged.default.executablePath()
  const missing = execFileSync('ldd', [path], { encoding: 'utf8' }).includes('not found')
  if (missing) {
    const bundle = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))
    await packaged.inflate(bundle.pathname)
    packaged.setupLambdaEnvironment('/tmp/al2023/lib')
  }
  return path
}

/** The path of a browser, or undefined where none was found and none can be brought by npm. */
export async function findBrowser(): Promise<string | undefined> {
  return candidates.find((path) => path && existsSync(path)) ?? (await packagedBrowser())
}

/** What to say, and to do, where there is no browser. */
export const howToGetBrowser =
  'No browser found. Bring one with: npx playwright-core install chromium, then set CHROME_PATH to it.'

export async function launchBrowser(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: quiet })
}
