// Finds and starts a Chromium: one installed on the system, else the one inside an npm package (Linux on x64).

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

/** How long a browser test waits. Only a test that hangs reaches this limit, even on a busy machine. */
export const patienceMs = 120_000

const candidates = [
  process.env['CHROME_PATH'],
  // Chromium without a window around the page: Debian's package of this name. Tests take a tenth less time in it.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const withoutFeatures = [
  // A response that a test intercepts counts as coming from the network, which may not load anything from loopback.
  'LocalNetworkAccessChecks',
  // A headed window has browser pages around it, each with its own process.
  'PreloadTopChromeWebUI',
  // Chromium uses only the last list, so this one repeats the relevant features of Playwright's list.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'OptimizationHints',
  'PaintHolding',
]

const quiet = [
  `--disable-features=${withoutFeatures.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  // What scrolls gets a layer of its own, as on screens of high density: a fifth less time goes into painting.
  '--enable-prefer-compositing-to-lcd-text',
  '--disable-lcd-text',
]

/** Where the packaged browser is unpacked. `npm ci` clears this folder, so it never contains another version's browser. */
const unpacked = fileURLToPath(new URL('../../../node_modules/.cache/browser', import.meta.url))

/**
 * Unpacks under a temporary name and then moves the folder into place: test files run in parallel, and none may find a browser
 * that another is still unpacking or that an interrupted run left incomplete. The package unpacks to the temporary folder.
 */
async function unpackBrowser({
  default: packaged,
  inflate,
}: typeof import('@sparticuz/chromium')): Promise<void> {
  mkdirSync(dirname(unpacked), { recursive: true })
  const passing = mkdtempSync(`${unpacked}-`)
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = passing
  try {
    await packaged.executablePath()
    await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))))
    if (!existsSync(unpacked)) renameSync(passing, unpacked)
  } catch (error) {
    if (!existsSync(unpacked)) throw error
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
    rmSync(passing, { recursive: true, force: true })
  }
}

/** The packaged browser includes the system libraries it needs, but uses them only if it thinks it runs on Lambda. */
async function packagedBrowser(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const packaged = await import('@sparticuz/chromium')
  if (!existsSync(unpacked)) await unpackBrowser(packaged)
  const path = join(unpacked, 'chromium')
  const missing = execFileSync('ldd', [path], { encoding: 'utf8' }).includes('not found')
  if (missing) packaged.setupLambdaEnvironment(join(unpacked, 'al2023', 'lib'))
  return path
}

/** The path of a browser, or undefined if none is installed and the package has none for this platform. */
export async function findBrowser(): Promise<string | undefined> {
  return candidates.find((path) => path && existsSync(path)) ?? (await packagedBrowser())
}

/** The error message if there is no browser. */
export const howToGetBrowser =
  'No browser found. Install one with: npx playwright-core install chromium, then set CHROME_PATH to its path.'

export async function launchBrowser(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: quiet })
}
