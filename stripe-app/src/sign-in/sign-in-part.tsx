// One service in the settings: whether the person is signed in, and the button for the next step.

import { Banner, Box, Button, Icon, Inline as Span, Link, Spinner } from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { useApp } from '../app-context.tsx'
import { formatDate } from '../draw/format-date.ts'
import { drawBadge } from '../draw/signs.tsx'
import { explain, Failure } from '../failure.ts'
import { NotCompleted, type Problem, type SignIn, type SignInState } from './sign-in.ts'
import type { Returned } from './returned.ts'
import { useSignIn } from './use-sign-in.ts'

/** Explains a failed sign-in. */
export function explainProblem({ phase, error }: Problem, title: string): { title: string; text: string } {
  if (error instanceof NotCompleted) {
    return error.reason === 'denied'
      ? { title: `${title} did not sign you in`, text: 'You or the service declined. Nothing was changed.' }
      : {
          title: 'The sign-in was not completed',
          text: 'The response from the service was incomplete. Start again.',
        }
  }
  const { title: what, cure, detail } = explain(Failure.of(error))
  const text = [detail ?? cure].join(' ')
  if (phase === 'exchanging') {
    return {
      title: 'The sign-in could not be saved',
      text: `${text} You agreed at ${title}, but the gateway has no token. Start again.`,
    }
  }
  if (phase === 'signing_out') return { title: 'You are still signed in', text }
  return { title: what, text }
}

const working: Readonly<Partial<Record<SignInState['at'], string>>> = {
  checking: 'Checking',
  preparing: 'Preparing',
  exchanging: 'Signing in',
  doubting: 'Checking',
  signingOut: 'Signing out',
}

function drawState({ at, authorizeUrl }: SignInState, signIn: SignIn, title: string): ReactNode {
  if (at === 'signedIn') {
    return (
      <Button size="small" onPress={signIn.signOut}>
        Sign out
      </Button>
    )
  }
  if (at === 'signedOut' && authorizeUrl) {
    return (
      <Button size="small" type="primary" href={authorizeUrl} target="_top" onPress={signIn.press}>
        {`Sign in to ${title}`}
      </Button>
    )
  }
  if (at === 'awaitingConsent') {
    return (
      <Box css={{ stack: 'y', gap: 'xsmall' }}>
        <Span
          css={{ color: 'secondary' }}
        >{`Continue at ${title}. You will be returned here automatically.`}</Span>
        <Box css={{ stack: 'x', gap: 'medium' }}>
          {authorizeUrl && (
            <Link href={authorizeUrl} target="_top" external>
              {`Open ${title} again`}
            </Link>
          )}
          <Link onPress={signIn.check}>I have signed in</Link>
          <Link onPress={signIn.cancel}>Cancel</Link>
        </Box>
      </Box>
    )
  }
  if (at === 'failed') {
    return (
      <Button size="small" onPress={signIn.retry}>
        Try again
      </Button>
    )
  }
  return (
    <Box css={{ stack: 'x', gap: 'small', color: 'secondary' }}>
      <Spinner size="small" delay={200} />
      <Span>{working[at] ?? 'Working'}</Span>
    </Box>
  )
}

type Props = { service: string; title: string; returned?: Returned | undefined }

export function SignInPart({ service, title, returned }: Props) {
  const { locale, timeZone, now } = useApp()
  const [state, signIn] = useSignIn(service, returned)
  const { at, account, since, expired, problem } = state
  const isIn = at === 'signedIn'
  const clock = { locale, timeZone, nowMs: now() }
  const words = problem && at === 'failed' ? explainProblem(problem, title) : undefined
  return (
    <Box css={{ stack: 'y', gap: 'small', keyline: 'neutral', borderRadius: 'medium', padding: 'medium' }}>
      <Box css={{ stack: 'x', gap: 'small', alignY: 'center', distribute: 'space-between' }}>
        <Box css={{ stack: 'x', gap: 'small', alignY: 'center' }}>
          <Icon name="personWithKey" size="small" />
          <Span css={{ fontWeight: 'semibold' }}>{title}</Span>
        </Box>
        {isIn
          ? drawBadge('Signed in', 'ok')
          : drawBadge(expired ? 'Expired' : 'Signed out', expired ? 'warn' : 'quiet')}
      </Box>
      {isIn && (account ?? since) && (
        <Span css={{ color: 'secondary' }}>
          {[account, since && `since ${formatDate(since, 'date', clock)}`].filter(Boolean).join(' · ')}
        </Span>
      )}
      {words && <Banner type="critical" title={words.title} description={words.text} />}
      <Box css={{ stack: 'x' }}>{drawState(state, signIn, title)}</Box>
    </Box>
  )
}
