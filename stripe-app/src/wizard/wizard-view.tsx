// The wizard in a FocusView: forms, confirmation and result, each with one primary action.

import { Banner, Box, Button, FocusView, Inline as Span, Spinner } from '@stripe/ui-extension-sdk/ui'
import type { ReactNode } from 'react'
import { drawActions } from '../draw/actions.tsx'
import type { Drawing } from '../draw/drawing.ts'
import { drawFields } from '../draw/fields.tsx'
import { drawInline } from '../draw/inline.tsx'
import { drawSign } from '../draw/signs.tsx'
import { FailureBanner } from '../errors/failure-banner.tsx'
import { FieldControl } from '../forms/field.tsx'
import type { ActionResponseOf } from '../generated/contract.ts'
import { type ActionResult, canGoBack, type Wizard, type WizardState } from './wizard.ts'

type Props = { wizard: Wizard; state: WizardState; drawing: Drawing }

const leaving = {
  title: 'Leave without finishing?',
  description: 'Your entries will be lost. Nothing was changed.',
  cancelAction: 'Stay',
  exitAction: 'Leave',
} as const

function drawStep(step: ActionResponseOf<'form'>['step']) {
  return step && step.of > 1 ? (
    <Span css={{ font: 'caption', color: 'secondary' }}>
      {[`Step ${step.number} of ${step.of}`, step.label].filter(Boolean).join(': ')}
    </Span>
  ) : null
}

function FormStep({ wizard, state, drawing }: Props) {
  const form = state.forms.at(-1)
  if (!form) return null
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      {drawStep(form.step)}
      {form.text !== undefined && <Box>{drawInline(form.text, drawing)}</Box>}
      {form.error !== undefined && <Banner type="critical" title={form.error} />}
      {form.fields.map((field) => (
        <FieldControl
          key={`${state.round} ${field.name}`}
          field={field}
          value={state.values[field.name]}
          locale={drawing.locale}
          disabled={state.busy}
          onChange={(value) => wizard.enter(field.name, value)}
        />
      ))}
    </Box>
  )
}

function drawConfirm(confirm: ActionResponseOf<'confirm'>, drawing: Drawing) {
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      {drawStep(confirm.step)}
      {confirm.text !== undefined && <Box>{drawInline(confirm.text, drawing)}</Box>}
      {confirm.fields && drawFields(confirm.fields, drawing)}
      {confirm.notes?.map(({ icon, text }, at) => (
        <Box key={at} css={{ stack: 'x', gap: 'small', alignY: 'top' }}>
          {drawSign(confirm.danger ? 'warn' : 'info', icon)}
          <Span>{drawInline(text, drawing)}</Span>
        </Box>
      ))}
    </Box>
  )
}

const resultSigns = { done: 'ok', refused: 'warn', working: 'info', failed: 'bad' } as const

function drawResult(result: ActionResult, busy: boolean, drawing: Drawing) {
  const waiting = result.state === 'working'
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <Box css={{ stack: 'x', gap: 'small', alignY: 'center', font: 'heading' }}>
        {waiting && busy ? <Spinner size="small" /> : drawSign(resultSigns[result.state])}
        <Span>{result.title}</Span>
      </Box>
      {result.text !== undefined && <Box>{drawInline(result.text, drawing)}</Box>}
      {waiting && <Span css={{ color: 'secondary' }}>This continues even if you close this window.</Span>}
      {result.repeated && (
        <Span css={{ color: 'secondary' }}>This was already done; it was not repeated.</Span>
      )}
      {result.id !== undefined && <Box>{drawInline([{ type: 'id', id: result.id }], drawing)}</Box>}
      {drawActions(result.actions, drawing)}
      <Span css={{ font: 'caption', color: 'secondary' }}>{`Request ${result.requestId}`}</Span>
    </Box>
  )
}

function drawBody(props: Props): ReactNode {
  const { state, drawing } = props
  if (state.result) return drawResult(state.result, state.busy, drawing)
  if (state.confirm) return drawConfirm(state.confirm, drawing)
  if (state.forms.length > 0) return <FormStep {...props} />
  return state.failure ? null : (
    <Box css={{ stack: 'x', alignX: 'center', padding: 'xlarge' }}>
      <Spinner size="large" />
    </Box>
  )
}

function primaryOf({ wizard, state }: Props) {
  const { busy, result, confirm, failure } = state
  const button = (
    words: string,
    press: () => void,
    type: 'primary' | 'destructive' = 'primary',
    pending = busy,
  ) => (
    <Button type={type} pending={pending} onPress={press}>
      {words}
    </Button>
  )
  if (result?.state === 'working' && !busy) return button('Check again', wizard.retry)
  if (result) return button('Close', wizard.close, 'primary', false)
  if (failure) return button('Try again', wizard.retry)
  if (confirm) return button(confirm.submit, wizard.agree, confirm.danger ? 'destructive' : 'primary')
  const form = state.forms.at(-1)
  return form ? button(form.submit, wizard.submit) : null
}

function secondaryOf({ wizard, state }: Props) {
  if (state.result)
    return state.result.state === 'working' ? <Button onPress={wizard.close}>Close</Button> : null
  return canGoBack(state) ? (
    <Button onPress={wizard.back}>Back</Button>
  ) : (
    <Button onPress={wizard.close}>Cancel</Button>
  )
}

export function WizardView(props: Props) {
  const { wizard, state } = props
  const title = state.confirm?.title ?? state.forms.at(-1)?.title ?? state.action.label
  const primaryAction = primaryOf(props)
  const secondaryAction = secondaryOf(props)
  const unfinished = state.entered && !state.result
  return (
    <FocusView
      title={title}
      shown
      setShown={(shown) => {
        if (!shown) wizard.close()
      }}
      {...(unfinished ? { confirmCloseMessages: leaving } : {})}
      {...(primaryAction ? { primaryAction } : {})}
      {...(secondaryAction ? { secondaryAction } : {})}
    >
      <Box css={{ stack: 'y', gap: 'medium' }}>
        {state.failure && <FailureBanner failure={state.failure} />}
        {drawBody(props)}
      </Box>
    </FocusView>
  )
}
