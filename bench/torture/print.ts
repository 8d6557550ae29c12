// Prints the figures of a torture run; returns the exit code, 1 if there was a breach.

export function finish(title: string, report: { breaches: readonly string[] }): number {
  const { breaches, ...figures } = report
  console.log(title)
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name}: ${sayFigure(value)}`)
  for (const breach of breaches.slice(0, 50)) console.log(`BREACH ${breach}`)
  console.log(breaches.length === 0 ? 'no breach' : `${breaches.length} breaches`)
  return breaches.length === 0 ? 0 : 1
}

const sayFigure = (value: unknown): string =>
  typeof value === 'number' ? String(Math.round(value)) : JSON.stringify(value)
