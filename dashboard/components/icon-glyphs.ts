// Our own line drawings for the icons of the SDK, on a grid of 16, drawn with a stroke. Each is one path.

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`
const box = (x: number, y: number, w: number, h: number, r = 1.5) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1-${r} ${r}h${2 * r - w}a${r} ${r} 0 0 1-${r}-${r}v${2 * r - h}a${r} ${r} 0 0 1 ${r}-${r}`
const dot = (x: number, y: number) => circle(x, y, 0.4)

const page = 'M4 1.75h5l3 3v9.5H4zM9 1.75v3h3'
const cardShape = box(1.75, 3.5, 12.5, 9)
const person = `${circle(8, 5, 2.75)}M2.75 14a5.25 4.5 0 0 1 10.5 0`
const ring = circle(8, 8, 6.25)
const shield = 'M8 1.75l5.25 2v4c0 3.2-2.2 5.4-5.25 6.5c-3.050-1.100-5.250-3.300-5.250-6.500v-4z'
const cloud = 'M4.500 12.500a3 3 0 0 1-.3-6a4 4 0 0 1 7.7.6a2.750 2.750 0 0 1-.4 5.400z'
const pin = `M8 14.250c3-3 4.500-5.300 4.500-7.500a4.500 4.500 0 0 0-9 0c0 2.200 1.500 4.500 4.500 7.500z${circle(8, 6.75, 1.5)}`
const bank =
  'M1.750 6l6.250-3.750l6.250 3.750zM3.500 6v5.500M6.500 6v5.500M9.500 6v5.500M12.500 6v5.500M1.750 13.750h12.500'
const loop =
  'M13.500 6.500a5.750 5.750 0 0 0-10.500-1M3 2.500v3h3M2.500 9.500a5.750 5.750 0 0 0 10.500 1M13 13.500v-3h-3'
const eye = `M1.500 8c1.500-2.800 3.800-4.250 6.500-4.250s5 1.450 6.500 4.250c-1.500 2.800-3.800 4.250-6.500 4.250s-5-1.450-6.500-4.250z${circle(8, 8, 1.9)}`
const star =
  'M8 1.900l1.850 3.850l4.150.600l-3 2.950l.700 4.200l-3.700-1.950l-3.700 1.950l.700-4.200l-3-2.950l4.150-.600z'
const heart =
  'M8 13.500c-3.700-2.500-6-4.700-6-7.250a3 3 0 0 1 6-.750a3 3 0 0 1 6 .750c0 2.550-2.300 4.750-6 7.250z'
const dollar =
  'M10.250 5.750c-.4-.8-1.200-1.200-2.250-1.200c-1.300 0-2.200.6-2.200 1.650c0 2.500 4.500 1 4.500 3.500c0 1.100-1 1.750-2.300 1.750c-1.200 0-2-.450-2.400-1.250M8 3.250v1.300M8 11.450v1.300'
const bolt = 'M9 1.750l-5 7.250h3.500l-.5 5.250l5-7.250h-3.500z'
const house = 'M2 7.500l6-5.250l6 5.250M3.500 6.500v7.250h9v-7.250M6.500 13.500v-3.750h3v3.750'
const bag = 'M3 5.250h10l.75 8.500h-11.500zM5.500 7v-2a2.500 2.500 0 0 1 5 0v2'
const desk = `${box(1.75, 2.5, 12.5, 8.5)}M5.500 13.750h5M8 11v2.750`
const tray = 'M2.250 10v2.500a1.250 1.250 0 0 0 1.250 1.250h9a1.250 1.250 0 0 0 1.250-1.250v-2.500'
const thumb = 'M5 7l2.750-5c1.250 0 1.750.9 1.500 2l-.5 2.250h4.250l-1 7.250h-7zM2 7h3v6.500h-3z'
const flask =
  'M5.500 1.750h5M6.250 1.750v4.250l-3.750 7c-.4.700 0 1.250.75 1.250h9.500c.750 0 1.150-.550.750-1.250l-3.750-7v-4.250M4.500 10h7'
const sparkle =
  'M7 2.500c.5 3 1.500 4.500 4.750 5c-3.250.500-4.250 2-4.750 5c-.500-3-1.500-4.500-4.750-5c3.250-.500 4.250-2 4.750-5zM12.500 10.500c.200 1.400.7 2 2 2.200c-1.300.200-1.800.800-2 2.200c-.200-1.400-.700-2-2-2.200c1.300-.200 1.800-.800 2-2.200z'
const hook = `${circle(8, 4.5, 2.5)}M6.600 6.600l-2.600 4.400M9.300 6.700l2.600 4.300${circle(3.5, 12, 1.75)}${circle(12.5, 12, 1.75)}M5.250 12h5.500`

/** Arrow heads and other signs, small enough to fit in a ring. */
const signs = {
  accept: 'M3 8.500l3.500 3.500l6.500-7.500',
  add: 'M8 3v10M3 8h10',
  negative: 'M3 8h10',
  cancel: 'M4 4l8 8M12 4l-8 8',
  arrowDown: 'M8 2.500v11M3.500 9l4.500 4.500l4.500-4.500',
  arrowUp: 'M8 13.500v-11M3.500 7l4.500-4.500l4.500 4.500',
  arrowLeft: 'M13.500 8h-11M7 3.500l-4.500 4.500l4.500 4.500',
  arrowRight: 'M2.500 8h11M9 3.500l4.500 4.500l-4.500 4.500',
  arrowUpRight: 'M4 12l8-8M5.500 4h6.500v6.500',
  chevronDown: 'M3.500 6l4.500 4.500l4.500-4.500',
  chevronUp: 'M3.500 10l4.500-4.500l4.500 4.500',
  chevronLeft: 'M10 3.500l-4.500 4.500l4.500 4.500',
  chevronRight: 'M6 3.500l4.500 4.500l-4.500 4.500',
  warning: `M8 3.500v5.500${dot(8, 12)}`,
  info: `M8 7.250v5.250${dot(8, 4)}`,
  help: `M5.750 6a2.250 2.250 0 1 1 3.250 2c-.700.350-1 .800-1 1.600${dot(8, 12.25)}`,
  more: `${dot(3.5, 8)}${dot(8, 8)}${dot(12.5, 8)}`,
  dollar,
  play: 'M5.500 3.500l7 4.500l-7 4.500z',
  edit: 'M3 13l.75-3.250l6.750-6.750l2.500 2.500l-6.750 6.750z',
} as const

const glyphs: Record<string, string> = {
  ...signs,
  api: 'M5.500 4.500l-3.500 3.500l3.500 3.500M10.500 4.500l3.500 3.500l-3.500 3.500',
  apps: [box(2, 2, 5, 5), box(9, 2, 5, 5), box(2, 9, 5, 5), box(9, 9, 5, 5)].join(''),
  arrowExport: `M8 10v-7.750M4.750 5.250l3.250-3.250l3.250 3.250${tray}`,
  arrowIncrease: 'M1.750 12l4.250-4.500l2.750 2.500l5.500-6M10.500 4h3.750v3.750',
  arrowsInward: 'M14 2l-5 5M9 3.250v3.750h3.750M2 14l5-5M7 12.750v-3.750h-3.750',
  arrowsLoop: loop,
  arrowsOutward: 'M9 7l5-5M10.250 2h3.750v3.750M7 9l-5 5M5.750 14h-3.750v-3.750',
  arrowUpDown:
    'M5 13.500v-11M2.250 5.250l2.750-2.750l2.750 2.750M11 2.500v11M8.250 10.750l2.750 2.750l2.750-2.750',
  balance: `M8 2v12M4.500 14h7M2.500 4.500h11M4 4.500l-2 5a2 1.500 0 0 0 4 0zM12 4.500l-2 5a2 1.500 0 0 0 4 0z`,
  bank,
  barChart: 'M2 14h12M4 11.500v-4M8 11.500v-9M12 11.500v-6',
  block: `${ring}M3.700 3.700l8.600 8.600`,
  business: `${box(3, 1.75, 10, 12.5)}M6 5h1M9 5h1M6 8h1M9 8h1M6.500 14v-3h3v3`,
  calculator: `${box(3, 1.75, 10, 12.5)}M5.500 4.500h5v1.500h-5zM5.500 9h.500M8 9h.500M10.250 9h.500M5.500 11.500h.500M8 11.500h.500M10.250 11.500h.500`,
  calendar: `${box(2, 3, 12, 11)}M2 6.500h12M5 1.500v3M11 1.500v3`,
  call: 'M3.250 2.250h2.750l1.250 3.250l-1.750 1.250a8 8 0 0 0 3.750 3.750l1.250-1.750l3.250 1.250v2.750c0 .700-.5 1.250-1.250 1.250c-6 0-10.500-4.500-10.500-10.500c0-.750.550-1.250 1.250-1.250z',
  camera: `M2 5h3l1-1.750h4l1 1.750h3v8h-12z${circle(8, 8.75, 2.25)}`,
  card: `${cardShape}M1.750 6.500h12.500M4 10h2.500`,
  caretDown: 'M4 6l4 4.500l4-4.500z',
  caretLeft: 'M10 4l-4.500 4l4.500 4z',
  caretRight: 'M6 4l4.500 4l-4.500 4z',
  caretUp: 'M4 10l4-4.500l4 4.500z',
  cart: `M1.500 2.500h2l1.750 7.500h6.750l1.750-5.500h-9.500${circle(6, 13, 1)}${circle(11.5, 13, 1)}`,
  certificate: `${circle(8, 6, 4)}M5.500 9.250l-1 5l3.500-1.750l3.500 1.750l-1-5`,
  chat: 'M2 3h12v8.500h-6.500l-3.500 2.750v-2.750h-2z',
  circle: ring,
  clipboard: `${box(3, 2.5, 10, 11.75)}M6 1.500h4v2.500h-4z`,
  clipboardCheck: `${box(3, 2.5, 10, 11.75)}M6 1.500h4v2.500h-4zM5.750 9l1.750 1.750l3-3.500`,
  clock: `${ring}M8 4.250v4l2.750 1.500`,
  cloud,
  collapse:
    'M3 8h10M8 1.500v4M5.750 3.500l2.250 2.250l2.250-2.250M8 14.500v-4M5.750 12.500l2.250-2.250l2.250 2.250',
  convert:
    'M2.500 5.500h10.500M10.500 3l2.500 2.500l-2.500 2.500M13.500 10.500h-10.500M5.500 8l-2.500 2.500l2.500 2.500',
  coupon: `M1.750 4h12.500v2.500a1.500 1.500 0 0 0 0 3v2.500h-12.500v-2.500a1.500 1.500 0 0 0 0-3zM10 4v1.500M10 7.250v1.500M10 10.500v1.500`,
  crypto: `${ring}M6.500 5h2.250a1.500 1.500 0 0 1 0 3h-2.250zM6.500 8h2.750a1.500 1.500 0 0 1 0 3h-2.750zM7.500 4v1M7.500 11v1`,
  customer: person,
  customers: `${circle(6, 5.5, 2.5)}M1.500 13.500a4.500 4 0 0 1 9 0M10.500 3.250a2.500 2.500 0 0 1 0 4.500M12 9.750a4 4 0 0 1 2.500 3.750`,
  customizeBrand: `M8 1.750a6.250 6.250 0 1 0 0 12.500c1.250 0 1.500-1 1-1.750c-.5-1 .250-2 1.250-2h1.750c1.250 0 2.250-1 2.250-2.500c0-3.500-2.800-6.250-6.250-6.250z${dot(5, 7)}${dot(8, 4.75)}${dot(11, 7)}`,
  data: 'M2.500 4c0-1.250 2.500-2.250 5.500-2.250s5.500 1 5.500 2.250v8c0 1.250-2.500 2.250-5.500 2.250s-5.500-1-5.500-2.250zM2.500 4c0 1.250 2.500 2.250 5.500 2.250s5.500-1 5.500-2.250M2.500 8c0 1.250 2.500 2.250 5.500 2.250s5.500-1 5.500-2.250',
  delete: 'M2.500 4h11M6 4v-1.750h4v1.750M3.750 4l.750 10h7l.750-10M6.500 6.750v4.500M9.500 6.750v4.500',
  desktop: desk,
  dispute: `${shield}M8 5v3.500${dot(8, 11)}`,
  document: `${page}M6 8h4M6 10.750h4`,
  download: `M8 2v7.750M4.750 6.500l3.250 3.250l3.250-3.250${tray}`,
  dragHandle: [5.5, 10.5].map((x) => [3.5, 8, 12.5].map((y) => dot(x, y)).join('')).join(''),
  email: `${box(1.75, 3, 12.5, 10)}M2.250 4l5.750 4.750l5.750-4.750`,
  expand:
    'M3 8h10M8 5.500v-4M5.750 3.750l2.250-2.250l2.250 2.250M8 10.500v4M5.750 12.250l2.250 2.250l2.250-2.250',
  explorer: `${ring}M10.750 5.250l-1.500 4l-4 1.500l1.500-4z`,
  external: 'M6.500 3h-3.500v10h10v-3.500M9 2.500h4.500v4.500M13.250 2.750l-6 6',
  eyeClosed: `${eye}M2.500 13.500l11-11`,
  eyeOpen: eye,
  filter: 'M2 4h12M4.250 8h7.500M6.500 12h3',
  financialActivity: 'M1.750 8.500h2.750l2-5.500l3 10l2-4.500h2.750',
  fingerprint:
    'M4 12c.75-1.250 1-2.500 1-4a3 3 0 0 1 6 0c0 2-.25 3.750-1 5.500M2.750 9.500v-1.500a5.250 5.250 0 0 1 10.500 0c0 1-.100 2-.250 3M8 8c0 2.250-.400 4.250-1.500 6',
  flag: 'M3.500 14.250v-12h8.500l-1.750 3.250l1.750 3.250h-8.500',
  folder: 'M1.750 3.250h4.500l1.500 2h6.500v8h-12.500z',
  gavel:
    'M8.500 2l5 5M6 4.500l5 5M9.750 3.250l-2.500 2.500M12.250 5.750l-2.500 2.500M8 7.500l-5.500 5.500M8 14h6',
  gift: `${box(2, 5.5, 12, 3, 0.5)}M3 8.500v5.500h10v-5.500M8 5.500v8.500M8 5.500c-3.500 0-4-3.500-1.750-3.500c1.250 0 1.750 1.750 1.750 3.500c0-1.750.500-3.500 1.750-3.500c2.250 0 1.750 3.500-1.750 3.500z`,
  globe: `${ring}M1.750 8h12.500M8 1.750c2 1.750 3 4 3 6.250s-1 4.500-3 6.250c-2-1.750-3-4-3-6.250s1-4.500 3-6.250z`,
  growth: 'M2 13l4-4.500l2.750 2.250l5.250-6.750M10.250 4h3.750v3.750',
  heart,
  history: `M2.500 8a5.750 5.750 0 1 1 1.750 4.100M2.250 4v3.500h3.500M8 5v3.250l2.250 1.250`,
  home: house,
  identityVerification: `${cardShape}${circle(5.25, 7, 1.4)}M3.250 10.500a2 1.600 0 0 1 4 0M9.500 6.750h3M9.500 9.250h2`,
  invite: `${circle(6.5, 5, 2.5)}M1.750 13.500a4.750 4 0 0 1 8-3M12.250 9.500v4M10.250 11.500h4`,
  invoice: 'M3.500 1.750h9v12.500l-1.500-1l-1.500 1l-1.500-1l-1.500 1l-1.500-1l-1.500 1zM6 5.250h4M6 8.250h4',
  iosShare: 'M8 9.500v-7.750M5.250 4.250l2.750-2.750l2.750 2.750M5 6.500h-2v7.500h10v-7.500h-2',
  lab: flask,
  lightBulb:
    'M5.500 10.500c-1.250-1-2-2.250-2-3.750a4.500 4.500 0 0 1 9 0c0 1.500-.750 2.750-2 3.750v1.500h-5zM6 14.250h4',
  lightningBolt: bolt,
  link: 'M6.750 9.250a2.500 2.500 0 0 0 3.500 0l2.500-2.500a2.500 2.500 0 0 0-3.500-3.500l-1 1M9.250 6.750a2.500 2.500 0 0 0-3.500 0l-2.500 2.500a2.500 2.500 0 0 0 3.500 3.500l1-1',
  list: `M5.500 4h8M5.500 8h8M5.500 12h8${dot(2.5, 4)}${dot(2.5, 8)}${dot(2.5, 12)}`,
  locationPin: pin,
  lock: `${box(3, 7, 10, 7)}M5.250 7v-2a2.750 2.750 0 0 1 5.500 0v2`,
  openLock: `${box(3, 7, 10, 7)}M5.250 7v-2.500a2.750 2.750 0 0 1 5.250-1`,
  menu: 'M2.500 4h11M2.500 8h11M2.500 12h11',
  note: 'M2.500 2.500h11v7.500l-3.500 3.500h-7.500zM10 13.500v-3.500h3.500',
  notifications:
    'M3 11.500c1-1 1.250-2.250 1.250-4.500a3.750 3.750 0 0 1 7.500 0c0 2.250.250 3.500 1.250 4.500zM6.500 13.750h3',
  order: `${box(2.5, 2.5, 11, 11)}M5.500 6h5M5.500 8h5M5.500 10h3`,
  orgChart: `${box(6, 1.75, 4, 3.5, 0.75)}${box(1.5, 10.75, 4, 3.5, 0.75)}${box(10.5, 10.75, 4, 3.5, 0.75)}M8 5.250v2.750M3.500 10.750v-2.750h9v2.750`,
  pane: `${box(1.75, 2.5, 12.5, 11)}M10 2.500v11`,
  panelArrowLeft: `${box(1.75, 2.5, 12.5, 11)}M10.500 2.500v11M7.500 5.750l-2.250 2.250l2.250 2.250`,
  panelArrowRight: `${box(1.75, 2.5, 12.5, 11)}M10.500 2.500v11M5 5.750l2.250 2.250l-2.250 2.250`,
  paperclip:
    'M12.750 7.250l-5 5a3 3 0 0 1-4.250-4.250l5.500-5.500a2 2 0 0 1 2.850 2.850l-5.350 5.350a1 1 0 0 1-1.450-1.450l4.700-4.700',
  pause: 'M5.500 3v10M10.500 3v10',
  personWithKey: `${circle(6, 5, 2.5)}M1.750 13.500a4.500 4 0 0 1 6.500-3.400${circle(11, 10, 1.6)}M11.100 11.600v3.150M11.100 13.500h1.500`,
  phone: `${box(4.25, 1.5, 7.5, 13)}M7.250 12h1.500`,
  pieChart: `M8 1.750v6.250h6.250a6.250 6.250 0 1 1-6.250-6.250z`,
  pinOutline: 'M5.500 2h5l-.750 4.500l2.250 2.250h-8l2.250-2.250zM8 8.750v5.500',
  ping: `${circle(8, 8, 1.5)}M4.500 4.500a5 5 0 0 0 0 7M11.500 4.500a5 5 0 0 1 0 7`,
  plan: `${box(2.5, 2.5, 11, 11)}M2.500 6h11M6 6v7.500`,
  platform: 'M8 1.750l6 3.250l-6 3.250l-6-3.250zM2 8.250l6 3.250l6-3.250M2 11.250l6 3.250l6-3.250',
  product: 'M8 1.750l5.500 3v6.500l-5.500 3l-5.500-3v-6.500zM2.500 4.750l5.500 3.250l5.500-3.250M8 8v6.250',
  qrCode: `${box(2, 2, 4.5, 4.5, 0.5)}${box(9.5, 2, 4.5, 4.5, 0.5)}${box(2, 9.5, 4.5, 4.5, 0.5)}M9.500 9.500h2v2h-2zM14 9.500v2M12 14h2`,
  refund: 'M2.500 5h7.750a3.500 3.500 0 0 1 0 7h-4.750M5.250 2.250l-2.750 2.750l2.750 2.750',
  reporting: `${page}M6 11.500v-2M8 11.500v-4M10 11.500v-3`,
  review: `${ring}M5.500 8l1.750 1.750l3.250-3.750`,
  rocket: `M6 10c.500-4 3-7.250 7.750-7.750c-.5 4.750-3.750 7.250-7.750 7.750zM6 7h-2.500l-1.500 2.500h3M9 10v2.500l-2.500 1.500v-3M3 13l1.500-1.500`,
  rule: 'M2 4.500h6M2 11.500h6M10 4.500l1.250 1.250l2.750-3M10.250 10l3 3M13.250 10l-3 3',
  safe: `${box(2, 2, 12, 11)}${circle(8, 7.5, 2.5)}M4 13v1.250M12 13v1.250`,
  sandbox: 'M2 6l6-3.250l6 3.250v5l-6 3.250l-6-3.250zM2 6l6 3.250l6-3.250',
  search: `${circle(7, 7, 4.75)}M10.500 10.500l3.500 3.500`,
  send: 'M14 2l-12 5l4.750 2.250l2.250 4.750zM6.750 9.250l7.250-7.250',
  settings: `${circle(8, 8, 2.25)}M8 1.750v2M8 12.250v2M1.750 8h2M12.250 8h2M3.600 3.600l1.400 1.400M11 11l1.400 1.400M12.400 3.600l-1.400 1.400M5 11l-1.400 1.400`,
  share: `${circle(4, 8, 2)}${circle(12, 3.75, 2)}${circle(12, 12.25, 2)}M5.800 7l4.400-2.300M5.800 9l4.400 2.300`,
  shield,
  shieldCheck: `${shield}M5.500 8l1.750 1.750l3.250-3.750`,
  shoppingBag: bag,
  signed:
    'M2 11c2-6 4-8.500 5-7.500c1.250 1.250-3.250 7-1.500 7.500c1.250.250 1.500-2.500 2.750-2.250c1 .250.250 2 1.250 2.250c.75.250 1-.750 2-.750h2.500M2 14h12',
  signOut: 'M6.500 2.500h-4v11h4M6 8h8M11 5l3 3l-3 3',
  soundOff: 'M2 6h2.500l3.500-3v10l-3.500-3h-2.500zM10.500 6l4 4M14.500 6l-4 4',
  soundOn:
    'M2 6h2.500l3.500-3v10l-3.500-3h-2.500zM10.500 5.500a3.500 3.500 0 0 1 0 5M12.250 3.500a6.250 6.250 0 0 1 0 9',
  sparkle,
  spinner: 'M8 1.750a6.250 6.250 0 1 1-6.250 6.250',
  star,
  support: `M2.500 10v-2a5.500 5.500 0 0 1 11 0v2M2.500 8.500h2.250v4h-2.250zM11.250 8.500h2.250v4h-2.250zM13.500 12.500c0 1-1 1.750-3 1.750h-1.500`,
  tag: `M2 2.500h6l6 6l-5.500 5.500l-6.500-6.500z${dot(5, 5.5)}`,
  tasks: 'M2 4.250l1.250 1.250l2.250-2.500M2 11l1.250 1.250l2.250-2.500M8 4.250h6M8 11h6',
  terminal: `${box(3.5, 1.5, 9, 13)}M5.750 4h4.500v2.500h-4.500zM6 9h.500M8 9h.500M9.750 9h.500M6 11.500h.500M8 11.500h.500M9.750 11.500h.500`,
  thumbsUp: thumb,
  thumbsDown: 'M5 9l2.750 5c1.250 0 1.750-.9 1.500-2l-.500-2.250h4.250l-1-7.250h-7zM2 9h3v-6.500h-3z',
  topup: `M8 13.500v-7M5 9l3-3l3 3M2.500 2.500h11`,
  transfer: 'M2 5h12M11 2l3 3l-3 3M14 11h-12M5 8l-3 3l3 3',
  truck: `M1.500 3.500h8.500v8h-8.500zM10 6.500h2.750l1.750 2.500v2.500h-4.500${circle(4.5, 12, 1.5)}${circle(11.75, 12, 1.5)}`,
  upload: `M8 9.750v-7.750M4.750 5.250l3.250-3.250l3.250 3.250${tray}`,
  usage: 'M2.500 12.500a6.250 6.250 0 1 1 11 0M8 9.500l3-3.500',
  video: `${box(1.75, 4, 8.5, 8)}M10.250 7l4-2v6l-4-2`,
  wallet: `M2 4h10.500v2.500M2 4v9.250h12v-6.750h-12${dot(11, 10)}`,
  website: `${box(1.75, 2.5, 12.5, 11)}M1.750 5.500h12.500M4 4h.300M6 4h.300`,
  wifi: `M1.750 6a9 9 0 0 1 12.500 0M4 8.750a5.750 5.750 0 0 1 8 0${dot(8, 12)}`,
  webhook: hook,
}

/** Names that share a drawing with another one. */
const sameAs: Record<string, string> = {
  addCircle: 'ring:add', arrowDownCircle: 'ring:arrowDown', arrowExportCircle: 'ring:arrowUp',
  arrowLeftCircle: 'ring:arrowLeft', arrowRightCircle: 'ring:arrowRight', arrowUpCircle: 'ring:arrowUp',
  arrowUpRightCircle: 'ring:arrowUpRight', cancelCircle: 'ring:cancel', changeCircle: 'ring:edit',
  checkCircle: 'ring:accept', chevronDownCircle: 'ring:chevronDown', chevronLeftCircle: 'ring:chevronLeft',
  chevronRightCircle: 'ring:chevronRight', chevronUpCircle: 'ring:chevronUp', editCircle: 'ring:edit',
  exportCircle: 'ring:arrowUp', moreCircle: 'ring:more', negativeCircle: 'ring:negative', playCircle: 'ring:play',
  refreshCircle: 'ring:arrowRight', refundCircle: 'ring:arrowLeft', warningCircle: 'ring:warning',
  info: 'ring:info', help: 'ring:help', new: 'ring:add', charge: 'ring:dollar', payment: 'ring:dollar',
  addCircleFilled: 'disc:add', cancelCircleFilled: 'disc:cancel', checkCircleFilled: 'disc:accept',
  negativeCircleFilled: 'disc:negative', starFilled: 'solid:star', heartFilled: 'solid:heart',
  pinFilled: 'solid:pinOutline', caretDown: 'solid:caretDown', caretUp: 'solid:caretUp',
  caretLeft: 'solid:caretLeft', caretRight: 'solid:caretRight', warning: 'triangle',
  bankLightning: 'bank', barGraph: 'barChart', beta: 'lab', billing: 'invoice', billingQuote: 'document',
  change: 'edit', check: 'accept', checkmark: 'accept', code: 'api', compliance: 'shieldCheck',
  connectPayments: 'convert', createCards: 'card', createIdentityVerification: 'identityVerification',
  cross: 'cancel', customerPortal: 'website', dataExport: 'arrowExport', deploy: 'rocket',
  disputeProtection: 'shieldCheck', doc: 'document', earlyFraudWarning: 'dispute', export: 'arrowExport',
  externalTest: 'external', fee: 'coupon', gridView: 'apps', guide: 'document', hide: 'eyeClosed',
  import: 'download', insight: 'lightBulb', listView: 'list', miniPlayer: 'pane', mobileWallet: 'phone',
  moneyMovement: 'transfer', moved: 'arrowRight', navClock: 'clock', next: 'chevronRight', office: 'business',
  overflow: 'more', passkey: 'personWithKey', payByBank: 'bank', paymentLink: 'link', payout: 'bank',
  person: 'customer', pin: 'pinOutline', pinAdd: 'pinOutline', positive: 'add', previous: 'chevronLeft',
  productSubscription: 'product', recurring: 'arrowsLoop', recurringInvoice: 'invoice', refresh: 'arrowsLoop',
  reserve: 'safe', risk: 'dispute', show: 'eyeOpen', source: 'data', subscription: 'arrowsLoop', trash: 'delete',
  trial: 'lab', vault: 'safe', withdrawal: 'download',
} // prettier-ignore

const drawn: Record<string, string> = {
  ...glyphs,
  triangle: `M8 2.250l6.250 11.250h-12.500zM8 6.500v3.250${dot(8, 11.6)}`,
}

export type Glyph = { path: string; kind: 'line' | 'ring' | 'disc' | 'solid' }

const fallback: Glyph = { path: ring, kind: 'line' }

/** The drawing for a name; an empty ring for a name the SDK does not have. */
export function glyphOf(name: string): Glyph {
  const target = Object.hasOwn(sameAs, name) ? (sameAs[name] ?? name) : name
  const [kind, base] = target.includes(':') ? target.split(':') : ['line', target]
  const path = base && Object.hasOwn(drawn, base) ? drawn[base] : undefined
  if (path === undefined) return fallback
  return { path, kind: kind === 'ring' || kind === 'disc' || kind === 'solid' ? kind : 'line' }
}

/** Whether a name is drawn as itself. */
export const hasGlyph = (name: string): boolean => glyphOf(name) !== fallback

/** Every name that is drawn. */
export const glyphNames = [...new Set([...Object.keys(glyphs), ...Object.keys(sameAs)])].sort()
