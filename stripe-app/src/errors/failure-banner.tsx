// Shows a failure: what happened, what helps, and the request id for the log.

import { Banner, Box, Button, Inline as Span } from '@stripe/ui-extension-sdk/ui'
import { explain, type Failure } from '../failure.ts'

type Props = { failure: Failure; onRetry?: () => void }

export function FailureBanner({ failure, onRetry }: Props) {
  const { title, cure, detail } = explain(failure)
  return (
    <Banner
      type={failure.reason === 'role' ? 'caution' : 'critical'}
      title={title}
      description={
        <Box css={{ stack: 'y', gap: 'xsmall' }}>
          <Span>{cure}</Span>
          {detail && <Span css={{ font: 'caption', color: 'secondary' }}>{detail}</Span>}
        </Box>
      }
      {...(onRetry
        ? {
            actions: (
              <Button size="small" onPress={onRetry}>
                Try again
              </Button>
            ),
          }
        : {})}
    />
  )
}
