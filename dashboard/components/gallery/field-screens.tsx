// Samples of fields, some of them controlled remotely with a delay.

import { useRef, useState } from 'react'
import { Box } from '../box.tsx'
import { Checkbox, Radio, Switch } from '../checks.tsx'
import { CurrencyField } from '../currency-field.tsx'
import { DateField } from '../date-field.tsx'
import { DateRangePicker, type DateRangePickerProps } from '../date-range-picker.tsx'
import { FormFieldGroup } from '../field.tsx'
import { StripeFileUploader } from '../file-uploader.tsx'
import { SearchField } from '../search-field.tsx'
import { Option, OptionGroup, Select } from '../select.tsx'
import { TextArea, TextField } from '../text-field.tsx'
import { record } from './calls.ts'
import { Sheet } from './sheet.tsx'

const Fields = () => (
  <Sheet title="Fields">
    <TextField label="Name" placeholder="Jane Doe" onChange={record('text')} />
    <TextField
      label="Email"
      type="email"
      description="For tracking mails."
      defaultValue="ines@example"
      error="This is not an email address."
    />
    <TextField label="Reference" defaultValue="ORD-1042" disabled />
    <TextField
      label="Unseen label"
      hiddenElements={['label']}
      placeholder="Search parcels"
      type="search"
      size="small"
    />
    <TextArea label="Note" rows={3} defaultValue="Leave it with the neighbour." />
    <Select label="Carrier" defaultValue="ups" onChange={record('select')}>
      <Option value="dhl">DHL</Option>
      <Option value="ups">UPS</Option>
      <OptionGroup label="Own vans">
        <Option value="van" disabled>
          Van 1
        </Option>
      </OptionGroup>
    </Select>
    <Select label="Countries" multiple defaultValue={['de', 'fr']}>
      <Option value="de">Germany</Option>
      <Option value="fr">France</Option>
      <Option value="it">Italy</Option>
    </Select>
    <FormFieldGroup legend="Size" description="Measured with packaging." layout="horizontal">
      <TextField label="Width" size="small" />
      <TextField label="Height" size="small" />
    </FormFieldGroup>
  </Sheet>
)

const Choices = () => (
  <Sheet title="Choices">
    <Checkbox label="Tell the customer" description="By email, immediately." onChange={record('check')} />
    <Checkbox label="Insured" defaultChecked />
    <Checkbox label="Some of them" indeterminate />
    <Checkbox label="Not possible" disabled />
    <Checkbox label="Accept the terms" invalid error="Needed to go on." />
    <FormFieldGroup legend="Restock">
      <Radio
        label="Back to the shelf"
        name="restock"
        value="shelf"
        defaultChecked
        onChange={record('radio')}
      />
      <Radio label="To the outlet" name="restock" value="outlet" />
    </FormFieldGroup>
    <Switch
      label="Automatic labels"
      description="Printed when an invoice is paid."
      defaultChecked
      onChange={record('switch')}
    />
    <Switch label="Weekend delivery" />
    <CurrencyField label="Refund" defaultValue={4500} currency="EUR" onChange={record('amount')} />
    <CurrencyField
      label="Fee"
      defaultValue={300}
      currencyAllowlist={['USD', 'EUR', 'JPY']}
      description="Kept from the refund."
      onCurrencyChange={record('currency')}
    />
    <DateField label="Pick-up day" defaultValue="2026-11-24" onChange={record('date')} />
    <Range />
    <SearchField
      label="Product"
      data={products}
      selectionMode="single"
      placeholder="Find a product"
      onSelectionChange={record('search')}
    />
    <SearchField
      label="Tags"
      data={products}
      selectionMode="multiple"
      defaultSelected={['p2']}
      onSelectionChange={(keys) => record('searchMany')([...keys])}
    />
    <StripeFileUploader label="Proof of delivery" purpose="dispute_evidence" onComplete={record('file')} />
  </Sheet>
)

const products = [
  { id: 'p1', value: 'Linen shirt' },
  { id: 'p2', value: 'Wool scarf' },
  { id: 'p3', value: 'Canvas bag' },
]

function Range() {
  const [value, setValue] = useState<DateRangePickerProps['value']>({ range: 'last7Days' })
  return (
    <DateRangePicker
      label="Shipped"
      timeZone="Europe/Berlin"
      value={value ?? {}}
      disableDatesAfter="2026/12/31"
      showDateGranularityToggle
      onChange={(next) => {
        record('range')(next)
        setValue(next)
      }}
    />
  )
}

/** A value that comes back with a delay, as it does from the sandbox. */
function useSlow<Value>(start: Value): [Value, (value: Value) => Promise<void>] {
  const [value, setValue] = useState(start)
  const queue = useRef(Promise.resolve())
  const set = async (next: Value) => {
    const before = queue.current
    const done = (async () => {
      await before
      await new Promise((later) => setTimeout(later, 60))
      setValue(next)
    })()
    queue.current = done
    await done
  }
  return [value, set]
}

function FromAfar() {
  const [note, setNote] = useSlow('Hello world')
  const [digits, setDigits] = useSlow('12')
  const [capitals, setCapitals] = useSlow('AB')
  const [on, setOn] = useSlow(false)
  const [chosen, setChosen] = useSlow('one')
  return (
    <Sheet title="Controlled remotely">
      <TextField label="Note" value={note} onChange={({ target }) => setNote(target.value)} />
      <TextField
        label="Digits"
        value={digits}
        onChange={({ target }) => setDigits(target.value.replace(/\D/g, ''))}
      />
      <TextField
        label="Capitals"
        value={capitals}
        onChange={({ target }) => setCapitals(target.value.toUpperCase())}
      />
      <TextField label="Fixed" value="Nobody listens" />
      <Switch label="On" checked={on} onChange={({ target }) => setOn(target.checked ?? false)} />
      <Checkbox label="Refused" checked={false} onChange={() => Promise.resolve()} />
      <Select label="One" value={chosen} onChange={({ target }) => setChosen(target.value)}>
        <Option value="one">One</Option>
        <Option value="two">Two</Option>
      </Select>
      <Box>
        Remote: <output>{[note, digits, capitals, on, chosen].join(' | ')}</output>
      </Box>
    </Sheet>
  )
}

export const fieldScreens = { fields: Fields, choices: Choices, afar: FromAfar }
