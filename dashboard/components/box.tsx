// Box and Inline: the two containers an extension may style.

import type { ReactNode } from 'react'
import { cssToStyle, fontClass, type CssTokens } from './css-tokens.ts'

export type BoxProps = { children?: ReactNode; css?: CssTokens }

export const Box = ({ children, css }: BoxProps) => (
  <div
    className={`sd-box${fontClass(css)}${css?.['stack'] === 'z' ? ' sd-pile' : ''}`}
    style={cssToStyle(css)}
  >
    {children}
  </div>
)

export function Inline({ children, css }: BoxProps) {
  const style = cssToStyle(css)
  // A span takes no width, and its flex layout must stay inline.
  if (style.display) style.display = `inline-${style.display}`
  else if (style.width ?? style.height ?? style.padding ?? style.margin) style.display = 'inline-block'
  return (
    <span className={`sd-inline${fontClass(css)}`} style={style}>
      {children}
    </span>
  )
}
