// The `css` property of Box and Inline: Stripe's design tokens as CSS. Only known tokens and plain numbers pass, so an
// extension cannot place itself outside its view or load anything through a style.

import type { CSSProperties } from 'react'

export type CssTokens = Record<string, string | number | undefined>
type Scale = Record<string, string>

const spaces: Scale = {
  xxsmall: '2px',
  xsmall: '4px',
  small: '8px',
  medium: '16px',
  large: '24px',
  xlarge: '32px',
  xxlarge: '48px',
}
const sizes: Scale = {
  auto: 'auto',
  fill: '100%',
  min: 'min-content',
  max: 'max-content',
  fit: 'fit-content',
}
const radii: Scale = {
  none: '0',
  xsmall: '2px',
  small: '4px',
  medium: '6px',
  large: '10px',
  rounded: '9999px',
}
const colours = scale('--sd-text-', [
  'brand',
  'primary',
  'secondary',
  'disabled',
  'info',
  'success',
  'attention',
  'critical',
])
const borders = scale('--sd-border-', ['neutral', 'critical'])
const grounds = scale('--sd-ground-', ['container', 'surface', 'offset'])
const shadows = scale('--sd-shadow-', ['base', 'top', 'hover', 'focus'], { none: 'none' })
const crossAxis: Scale = {
  start: 'flex-start',
  top: 'flex-start',
  center: 'center',
  baseline: 'baseline',
  end: 'flex-end',
  bottom: 'flex-end',
  stretch: 'stretch',
}
const fontWeights: Scale = { regular: '400', semibold: '600', bold: '700' }
const zIndices: Scale = { overlay: '20', partial: '10' }
const words = (text: string): Scale => Object.fromEntries(text.split(' ').map((word) => [word, word]))
const borderStyles = words('dashed dotted double groove hidden inset none outset ridge solid')
const overflows = words('visible hidden clip scroll auto')

function scale(prefix: string, names: string[], more: Scale = {}): Scale {
  return { ...Object.fromEntries(names.map((name) => [name, `var(${prefix}${name})`])), ...more }
}

/** A token of a scale; a number is pixels. */
const length = (tokens: Scale) => (value: string | number) =>
  typeof value === 'number' ? `${value}px` : tokens[value]
const pick = (tokens: Scale) => (value: string | number) => tokens[String(value)]
const negative = (value: string | number) => {
  const space = length(spaces)(value)
  return space && `calc(-1 * ${space})`
}

/** Sizes may also be fractions: `1/3` of the available width. */
function size(value: string | number): string | undefined {
  if (typeof value === 'string' && /^\d{1,2}\/\d{1,2}$/.test(value)) {
    const [part = 1, whole = 1] = value.split('/').map(Number)
    return whole ? `${Number(((part / whole) * 100).toFixed(4))}%` : undefined
  }
  return length({ ...spaces, ...sizes })(value)
}

type Rule = { to: (keyof CSSProperties)[]; read: (value: string | number) => string | undefined }
const rule = (read: Rule['read'], ...to: Rule['to']): Rule => ({ read, to })
const space = length(spaces)
const sides = ['Top', 'Right', 'Bottom', 'Left'] as const
const corners = ['TopLeft', 'TopRight', 'BottomLeft', 'BottomRight'] as const

function spacingRules(): Record<string, Rule> {
  const rules: Record<string, Rule> = {}
  for (const [name, kind, read] of [
    ['padding', 'padding', space],
    ['margin', 'margin', space],
    ['bleed', 'margin', negative],
  ] as const) {
    rules[name] = rule(read, kind)
    rules[`${name}X`] = rule(read, `${kind}Left`, `${kind}Right`)
    rules[`${name}Y`] = rule(read, `${kind}Top`, `${kind}Bottom`)
    for (const side of sides) rules[`${name}${side}`] = rule(read, `${kind}${side}`)
  }
  return rules
}

function borderRules(): Record<string, Rule> {
  const rules: Record<string, Rule> = {
    keyline: rule((value) => borders[value] && `1px solid ${borders[value]}`, 'border'),
    borderColor: rule(pick(borders), 'borderColor'),
    borderStyle: rule(pick(borderStyles), 'borderStyle'),
    borderWidth: rule(length({}), 'borderWidth'),
    borderRadius: rule(length(radii), 'borderRadius'),
  }
  for (const side of sides) {
    rules[`border${side}Color`] = rule(pick(borders), `border${side}Color`)
    rules[`border${side}Style`] = rule(pick(borderStyles), `border${side}Style`)
    rules[`border${side}Width`] = rule(length({}), `border${side}Width`)
  }
  for (const corner of corners) {
    rules[`border${corner}Radius`] = rule(length(radii), `border${corner}Radius`)
  }
  return rules
}

const rules: Record<string, Rule> = {
  ...spacingRules(),
  ...borderRules(),
  gap: rule(space, 'gap'),
  gapX: rule(space, 'columnGap'),
  gapY: rule(space, 'rowGap'),
  columnGap: rule(space, 'columnGap'),
  rowGap: rule(space, 'rowGap'),
  inset: rule(space, 'inset'),
  top: rule(space, 'top'),
  right: rule(space, 'right'),
  bottom: rule(space, 'bottom'),
  left: rule(space, 'left'),
  width: rule(size, 'width'),
  minWidth: rule(size, 'minWidth'),
  maxWidth: rule(size, 'maxWidth'),
  height: rule(size, 'height'),
  minHeight: rule(size, 'minHeight'),
  maxHeight: rule(size, 'maxHeight'),
  color: rule(pick(colours), 'color'),
  fill: rule(pick(colours), 'fill'),
  backgroundColor: rule(pick(grounds), 'backgroundColor'),
  background: rule(pick(grounds), 'backgroundColor'),
  boxShadow: rule(pick(shadows), 'boxShadow'),
  topShadow: rule(pick(shadows), 'boxShadow'),
  focusRing: rule(pick(shadows), 'boxShadow'),
  fontFamily: rule(pick({ monospace: 'var(--sd-mono)', ui: 'var(--sd-font)' }), 'fontFamily'),
  fontWeight: rule(pick(fontWeights), 'fontWeight'),
  overflow: rule(pick(overflows), 'overflow'),
  overflowX: rule(pick(overflows), 'overflowX'),
  overflowY: rule(pick(overflows), 'overflowY'),
  overflowWrap: rule(pick(words('break-word normal')), 'overflowWrap'),
  wordWrap: rule(pick(words('break-word normal')), 'overflowWrap'),
  wordBreak: rule(pick(words('normal break-all keep-all break-word')), 'wordBreak'),
  whiteSpace: rule(pick(words('normal nowrap pre pre-wrap pre-line break-spaces')), 'whiteSpace'),
  textAlign: rule(pick(words('center end justify left match-parent right start')), 'textAlign'),
  textOverflow: rule(pick(words('ellipsis')), 'textOverflow'),
  textTransform: rule(pick(words('capitalize uppercase lowercase none')), 'textTransform'),
  wrap: rule(pick(words('wrap nowrap wrap-reverse')), 'flexWrap'),
  zIndex: rule(pick(zIndices), 'zIndex'),
}

/** Layout: the main axis decides what alignX and alignY mean. */
function layout(css: CssTokens): CSSProperties {
  const stack = css['stack'] ?? (css['layout'] === 'row' ? 'x' : css['layout'] === 'column' ? 'y' : undefined)
  const alignX = crossAxis[css['alignX'] ?? '']
  const alignY = crossAxis[css['alignY'] ?? '']
  const spread = css['distribute'] === 'space-between' ? 'space-between' : undefined
  const style: CSSProperties = {}
  if (css['display'] === 'grid' || css['gridColumns'] || css['minTileWidth']) return grid(css)
  if (stack === 'z') return { display: 'grid', alignItems: alignY, justifyItems: alignX }
  const any = stack ?? alignX ?? alignY ?? spread ?? css['gap']
  if (any === undefined) return style
  const across = stack !== 'y'
  style.display = 'flex'
  style.flexDirection = across ? 'row' : 'column'
  style.justifyContent = spread ?? (across ? alignX : alignY)
  style.alignItems = across ? alignY : alignX
  return style
}

function grid(css: CssTokens): CSSProperties {
  const tile = css['minTileWidth'] === undefined ? undefined : size(css['minTileWidth'])
  const columns = Number(css['gridColumns'])
  const count = Number.isInteger(columns) && columns > 0 && columns <= 24 ? columns : 1
  return {
    display: 'grid',
    gridTemplateColumns: tile
      ? `repeat(auto-fill, minmax(${tile}, 1fr))`
      : `repeat(${count}, minmax(0, 1fr))`,
    justifyItems: crossAxis[css['alignX'] ?? ''],
    alignItems: crossAxis[css['alignY'] ?? ''],
  }
}

/** The style for a set of tokens; unknown tokens are left out. */
export function cssToStyle(css: CssTokens | undefined): CSSProperties {
  if (!css) return {}
  const style: Record<string, string | undefined> = { ...(layout(css) as Record<string, string>) }
  for (const [name, value] of Object.entries(css)) {
    if (value === undefined || value === null || !Object.hasOwn(rules, name)) continue
    const found = rules[name]
    const written = found?.read(value)
    if (written !== undefined) for (const property of found?.to ?? []) style[property] = written
  }
  // A width alone draws no line in CSS, so the style defaults to solid.
  if (style['borderWidth'] && !style['borderStyle']) style['borderStyle'] = 'solid'
  if (css['alignSelfX']) style['justifySelf'] = crossAxis[css['alignSelfX']]
  if (css['alignSelfY'] ?? css['alignSelfX'])
    style['alignSelf'] = crossAxis[css['alignSelfY'] ?? css['alignSelfX'] ?? '']
  return style
}

const fonts = words('body bodyEmphasized caption heading kicker lead subheading subtitle title')

/** The class of a font token: a font is size, height, weight and case together. */
export const fontClass = (css: CssTokens | undefined): string =>
  typeof css?.['font'] === 'string' && Object.hasOwn(fonts, css['font']) ? ` sd-font-${css['font']}` : ''
