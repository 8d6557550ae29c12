// The command that shows a Stripe App: `tillside-preview <dir>`, and `tillside stripe-app preview <dir>` where both are installed.

import { InvalidArgumentError, type Command } from 'commander'
import { AppError } from '../app/open-app.ts'
import { openPreview, WrongSettingError, type AppPreview, type AppPreviewOptions } from './preview.ts'

const defaultPort = 4800

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Write a port number.')
  return value
}

/** Gives a command its arguments, its options and its work. */
export const asPreview = (command: Command): Command =>
  command
    .description('Show any Stripe App in a simulated Dashboard on this machine. No account, no upload.')
    .argument('<dir>', 'folder of the app, with stripe-app.json')
    .option('--manifest <file>', 'another manifest, such as stripe-app.dev.json')
    .option('--port <n>', 'port of the page', port, defaultPort)
    .option(
      '--headless-port <n>',
      'for browser tests: prints one line of JSON, does not watch files; 0 takes a free port',
      port,
    )
    .option('--stripe-api <url>', 'another Stripe API instead of the simulated one; uses STRIPE_API_KEY')
    .option('--view <viewport>', 'the view to show first')
    .option('--no-watch', 'do not reload when files change')
    .action(run)

type Options = Omit<AppPreviewOptions, 'folder'> & { headlessPort?: number }

/** Runs until Ctrl+C. What is wrong with the app or with the call is printed without a stack. */
async function run(folder: string, options: Options): Promise<void> {
  const { headlessPort } = options
  const isHeadless = headlessPort !== undefined
  try {
    const preview = await openPreview({
      ...options,
      folder,
      port: headlessPort ?? options.port,
      watch: (options.watch ?? true) && !isHeadless,
      signingSecrets: secretsFrom(process.env),
      apiKey: process.env['STRIPE_API_KEY'],
    })
    endWith(preview)
    tell(preview, isHeadless)
  } catch (error) {
    const code = error instanceof WrongSettingError ? 2 : error instanceof AppError ? 1 : undefined
    if (code === undefined || !(error instanceof Error)) throw error
    console.error(error.message)
    process.exitCode = code
  }
}

const secretsFrom = (env: NodeJS.ProcessEnv): string[] =>
  (env['STRIPE_APP_SECRETS'] ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')

/** The first signal closes the preview, a second one ends the process at once. */
function endWith(preview: AppPreview): void {
  let isEnding = false
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => {
      if (isEnding) process.exit(1)
      isEnding = true
      void preview.close().finally(() => process.exit(0))
    })
}

function tell({ url, signingSecrets, warnings }: AppPreview, isHeadless: boolean): void {
  if (isHeadless) {
    process.stdout.write(`${JSON.stringify({ url, signingSecrets })}\n`)
    return
  }
  process.stdout.write(
    [
      '',
      `  Stripe App preview: ${url}`,
      '',
      '  Your backend verifies with this signing secret (set STRIPE_APP_SECRETS to choose your own):',
      ...signingSecrets.map((secret) => `    ${secret}`),
      ...warnings.map((warning) => `\n  Note: ${warning}`),
      '',
      '  The app reloads when its files change. Ctrl+C ends it.',
      '',
    ].join('\n'),
  )
}
