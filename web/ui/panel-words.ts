// The words that drawing a panel needs; all other text comes from the gateway in the viewer's language.

/** `{}` stands for a value. */
export type PanelWords = {
  /** Options for `Intl.DateTimeFormat`, by style. */
  dates: Record<string, object>
  copy: string
  showAll: string
  more: string
  openInStripe: string
  pin: string
  pinned: string
  test: string
  remember: string
  loading: string
  notDrawn: string
  findPlaceholder: string
  justNow: string
  ago: string
  ahead: string
  seconds: string
  minutes: string
  hours: string
  today: string
  /** Singular, plural, short; used after a price: `/ month`, `/ 2 weeks`, `/ mo`. */
  per: Record<'day' | 'week' | 'month' | 'year', string[]>
  /** Of forms and actions. */
  forms: FormWords
}

type FormWord =
  | 'back'
  | 'close'
  | 'step'
  | 'kept'
  | 'startOver'
  | 'choose'
  | 'required'
  | 'notAmount'
  | 'notNumber'
  | 'notWhole'
  | 'atLeast'
  | 'atMost'
  | 'notDate'
  | 'tooLong'
  | 'asking'
  | 'doing'
  | 'again'
  | 'notOpened'
  | 'notChecked'
  | 'working'
  | 'unclear'
  | 'unclearText'
  | 'checkNow'
  | 'nothingDone'
  | 'request'
  | 'discard'
  | 'was'
  | 'on'
  | 'off'
  | 'empty'
/** Sentences; a singular and a plural form for those with a count. */
type FormWords = Record<FormWord, string> & Record<'faults' | 'changes' | 'save', string[]>

/** Inserts a value into a sentence. */
export function say(sentence: string, value: string | number): string {
  return sentence.replace('{}', () => String(value))
}

/** Picks the singular or the plural form. */
export function sayCount([one = '', many = one]: string[], count: number): string {
  return say(count === 1 ? one : many, count)
}

/** The interval after a recurring price. */
export function sayPer(
  { per }: PanelWords,
  { interval, count }: { interval: keyof PanelWords['per']; count: number },
  short: boolean,
): string {
  const [one, several, brief] = per[interval]
  return `/ ${count > 1 ? `${count} ` : ''}${short ? brief : count > 1 ? several : one}`
}
