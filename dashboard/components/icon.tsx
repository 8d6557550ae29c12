// Icon: one of the SDK's names drawn from our own glyphs. Hidden from screen readers.

import { cssToStyle, type CssTokens } from './css-tokens.ts'
import { glyphOf } from './icon-glyphs.ts'

export type IconProps = { name: string; size?: string | undefined; css?: CssTokens | undefined }

const sizes: Record<string, number> = { xsmall: 10, small: 12, medium: 16, large: 20, xlarge: 32 }

export function Icon({ name, size = 'small', css }: IconProps) {
  const { path, kind } = glyphOf(name)
  const inRing = kind === 'ring' || kind === 'disc'
  const pixels = sizes[size] ?? 12
  return (
    <svg
      className={`sd-icon sd-icon-${kind}`}
      width={pixels}
      height={pixels}
      viewBox="0 0 16 16"
      aria-hidden="true"
      style={cssToStyle({ color: css?.['fill'] })}
    >
      {inRing && <circle className="sd-icon-ring" cx="8" cy="8" r="6.75" />}
      <path d={path} transform={inRing ? 'translate(3.84 3.84) scale(.52)' : undefined} />
    </svg>
  )
}
