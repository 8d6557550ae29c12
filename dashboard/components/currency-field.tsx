// CurrencyField: an amount in minor units, typed as people write amounts.

import { useEffect, useState, type ChangeEvent } from 'react'
import { amountFormat, readAmount, writeAmount } from './currency-text.ts'
import { Field, type ControlAttributes, type FieldProps } from './field.tsx'
import { useRemoteValue } from './remote-value.ts'
import { useServices } from './services.ts'

export type CurrencyFieldProps = FieldProps & {
  value?: number | null
  defaultValue?: number
  currency?: string
  defaultCurrency?: string
  currencyAllowlist?: string[]
  fractionDigitOffset?: number
  padAllFractionDigits?: boolean
  readOnly?: boolean
  autoFocus?: boolean
  onChange?: (amount: number | null) => unknown
  onCurrencyChange?: (currency: string) => unknown
}

const symbolOf = (currency: string, locale: string): string => {
  try {
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    })
    return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}

export function CurrencyField(props: CurrencyFieldProps) {
  const { locale } = useServices()
  const allowed = props.currencyAllowlist ?? []
  const amount = useRemoteValue<number | null>(props.value, props.defaultValue ?? null)
  const currency = useRemoteValue(props.currency, props.defaultCurrency ?? allowed[0] ?? 'USD')
  const format = amountFormat(currency.value, props.fractionDigitOffset, props.padAllFractionDigits)
  const written = writeAmount(amount.value, format, locale)
  const [draft, setDraft] = useState<string>()
  // A draft stays only while it equals the amount; an amount set by the extension replaces it.
  useEffect(() => {
    setDraft((text) =>
      text !== undefined && readAmount(text, format, locale) === amount.value ? text : undefined,
    )
  }, [amount.value])
  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const text = event.currentTarget.value
    const read = readAmount(text, format, locale)
    if (read === undefined && text !== '-') return
    setDraft(text)
    if (read !== undefined && read !== amount.value) amount.change(read, () => props.onChange?.(read))
  }
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <span className="sd-currency">
          <span className="sd-currency-symbol" aria-hidden="true">
            {symbolOf(currency.value, locale)}
          </span>
          <input
            className="sd-input"
            inputMode="decimal"
            value={draft ?? written}
            readOnly={props.readOnly}
            autoFocus={props.autoFocus}
            onChange={type}
            onBlur={() => setDraft(undefined)}
            {...control}
          />
          <CurrencyChoice {...{ allowed, currency, control }} notify={props.onCurrencyChange} />
        </span>
      )}
    </Field>
  )
}

type ChoiceProps = {
  allowed: string[]
  currency: ReturnType<typeof useRemoteValue<string>>
  control: ControlAttributes
  notify: CurrencyFieldProps['onCurrencyChange']
}

function CurrencyChoice({ allowed, currency, control, notify }: ChoiceProps) {
  if (allowed.length < 2) return <span className="sd-currency-code">{currency.value}</span>
  const choose = (event: ChangeEvent<HTMLSelectElement>) => {
    const code = event.currentTarget.value
    currency.change(code, () => notify?.(code))
  }
  return (
    <select
      className="sd-currency-choice"
      aria-label="Currency"
      value={currency.value}
      disabled={control.disabled}
      onChange={choose}
    >
      {allowed.map((code) => (
        <option key={code}>{code}</option>
      ))}
    </select>
  )
}
