// Settings edited in place. Nothing is saved until the button in the bar below is pressed and the wizard confirmed. The bar
// counts the changes.

import { Box, Button, Inline as Span } from '@stripe/ui-extension-sdk/ui'
import { useState } from 'react'
import type { Drawing } from '../draw/drawing.ts'
import type { BlockOf, FormInput } from '../generated/contract.ts'
import { FieldControl } from './field.tsx'
import { changedFields, initialValues } from './values.ts'

type Props = { block: BlockOf<'form'>; drawing: Drawing }

/** A fingerprint of the saved values: when it changes, the form is reset. */
const savedState = ({ fields }: BlockOf<'form'>) =>
  JSON.stringify(fields.map(({ name, value }) => [name, value]))

export function PanelForm(props: Props) {
  return <FormInPlace key={savedState(props.block)} {...props} />
}

function FormInPlace({ block, drawing }: Props) {
  const [values, setValues] = useState<FormInput>(() => initialValues(block.fields, {}))
  const [round, setRound] = useState(0)
  const changed = changedFields(block.fields, values)
  const changes = changed.length
  const discard = () => {
    setValues(initialValues(block.fields, {}))
    setRound(round + 1)
  }
  // Only the changed fields: others may have newer values by now.
  const save = () => {
    const { action, subject } = block
    drawing.saveForm(
      { kind: 'run', label: 'Review changes', action, subject },
      Object.fromEntries(Object.entries(values).filter(([name]) => changed.includes(name))),
    )
  }
  return (
    <Box css={{ stack: 'y', gap: 'medium' }}>
      {block.locked && <Span css={{ font: 'caption', color: 'secondary' }}>{block.locked}</Span>}
      {block.fields.map((field) => (
        <FieldControl
          key={`${round} ${field.name}`}
          field={field}
          value={values[field.name]}
          locale={drawing.locale}
          disabled={block.locked !== undefined}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      {changes > 0 && block.locked === undefined && (
        <Box css={{ stack: 'y', gap: 'small', keyline: 'neutral', borderRadius: 'medium', padding: 'small' }}>
          <Span>
            {[`${changes} ${changes === 1 ? 'change' : 'changes'}`, block.note].filter(Boolean).join(' ')}
          </Span>
          <Box css={{ stack: 'x', gap: 'small' }}>
            <Button size="small" type="primary" onPress={save}>
              Review changes
            </Button>
            <Button size="small" onPress={discard}>
              Discard
            </Button>
          </Box>
        </Box>
      )}
    </Box>
  )
}
