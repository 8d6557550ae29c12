// Prints what a measurement found: as a table for people and, with `--json`, as one JSON object a line for programs.

export type Figure = { name: string; value: number; unit: string }

/** Ratios with two decimals. */
const shown = (value: number, unit: string) =>
  unit === '×'
    ? value.toFixed(2)
    : value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0, useGrouping: true })

/** With `json` the table goes to standard error, so that standard output has nothing but JSON. */
export function printFigures(title: string, figures: readonly Figure[], json: boolean): void {
  const write = json ? console.error : console.log
  const width = Math.max(...figures.map(({ name }) => name.length))
  write(title)
  for (const { name, value, unit } of figures)
    write(`  ${name.padEnd(width)}  ${shown(value, unit).padStart(10)} ${unit}`)
  if (json) for (const figure of figures) console.log(JSON.stringify(figure))
}
