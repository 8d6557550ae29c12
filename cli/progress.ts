// A progress bar on a terminal for long operations; nothing when the output is not a terminal.

export type Screen = { isTTY?: boolean; columns?: number; write: (text: string) => unknown }

export type Progress = {
  step: (failed: boolean) => void
  /** Removes the bar. */
  end: () => void
}

const clearLine = '\r\u001b[K'
const format = (value: number): string => value.toLocaleString('en')

/** Draws the bar in one line, never wider than the terminal. */
export function barLine(
  { done, total, failed }: { done: number; total: number; failed: number },
  columns: number | undefined,
): string {
  const text = ` ${format(done)} of ${format(total)}${failed > 0 ? `, ${format(failed)} failed` : ''}`
  // Some terminals report no width, or 0.
  const room = columns || 80
  const width = Math.max(0, Math.min(40, room - text.length - 3))
  const filled = total === 0 ? width : Math.floor((width * done) / total)
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}]${text}`.slice(0, room - 1)
}

/** Redraws the bar at most a hundred times. */
export function createProgress(screen: Screen, total: number): Progress {
  if (screen.isTTY !== true || total < 2) return { step: () => undefined, end: () => undefined }
  const every = Math.max(1, Math.floor(total / 100))
  let [done, failed] = [0, 0]
  return {
    step(hasFailed) {
      done += 1
      if (hasFailed) failed += 1
      if (done % every === 0) screen.write(`\r${barLine({ done, total, failed }, screen.columns)}`)
    },
    end: () => void screen.write(clearLine),
  }
}
