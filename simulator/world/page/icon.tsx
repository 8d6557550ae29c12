// The page's icons, drawn for Tillside on a 16-unit grid.

const paths = {
  check: 'm3 8.5 3.3 3.3L13 4.5',
  down: 'm4 6.2 4 4 4-4',
  dots: 'M3 8h.01M8 8h.01M13 8h.01',
  inbox: 'M2 9.5 4 3h8l2 6.5v3.5H2zM2 9.5h3.5c0 1.4 1 2.3 2.5 2.3s2.5-.9 2.5-2.3H14',
  log: 'M3.5 2.8h9A1.5 1.5 0 0 1 14 4.3v7.4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.7V4.3a1.5 1.5 0 0 1 1.5-1.5zM4.8 6l2 2-2 2M8.5 10.5h3',
  search: 'M11.6 7A4.6 4.6 0 1 1 2.4 7a4.6 4.6 0 0 1 9.2 0zM10.5 10.5l3.5 3.5',
  receipt: 'M3.5 1.8h9v12.4l-2.2-1.4-2.3 1.4-2.3-1.4-2.2 1.4zM6 5.2h4M6 8.2h4',
  send: 'M14 2 7 9M14 2l-4.5 12L7 9 2 6.5z',
  sliders:
    'M2 4.8h5.4M11.2 4.8H14M2 11.2h2.8M8.6 11.2H14M11.2 4.8a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0zM8.6 11.2a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0z',
  users:
    'M8.5 5.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM1.5 13.3c.4-2.4 2.2-3.8 4.5-3.8s4.1 1.4 4.5 3.8M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.4.5 2.3 1.7 2.6 3.5',
  x: 'm4 4 8 8m0-8-8 8',
  open: 'M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5M9.5 2.5h4v4m0-4L7.5 8.5',
  pulse: 'M1.5 8.5h3l2-5 3 9 2-4h3',
} as const
export type IconName = keyof typeof paths

/** A decorative icon: the text is beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

const statusShapes = {
  ok: ['M15.2 8A7.2 7.2 0 1 1 .8 8a7.2 7.2 0 0 1 14.4 0z', 'm4.9 8.3 2.2 2.2 4.1-4.7'],
  warn: ['M8 1.7 15 14H1z', 'M8 6v3.7m0 2.2v.1'],
  bad: ['M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z', 'm5.5 5.5 5 5m0-5-5 5'],
} as const

/** A result as shape and colour; the number is beside it. */
export function StatusShape({ status }: { status: keyof typeof statusShapes }) {
  const [shape, mark] = statusShapes[status]
  return (
    <svg class={`icon shape is-${status}`} viewBox="0 0 16 16" aria-hidden="true">
      <path class="fill" d={shape} />
      <path class="mark" d={mark} />
    </svg>
  )
}
