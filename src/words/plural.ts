// Counts words by the plural rules of the language: French says "0 paiement" where English says "0 payments".

/** Makes the counter of a language: `count(2, 'day', 'days')` -> `2 days`. */
export function pluralOf(language: string): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, one, other) => `${numbers.format(count)} ${rules.select(count) === 'one' ? one : other}`
}
