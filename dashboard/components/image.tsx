// Img: an image from a checked address.

import type { CSSProperties } from 'react'
import { safeImage } from './safe-url.ts'

export type ImgProps = {
  src?: string
  srcSet?: string
  sizes?: string
  alt?: string
  width?: string | number
  height?: string | number
  crossOrigin?: 'anonymous'
}

export function Img({ src, srcSet, sizes, alt = '', width, height, crossOrigin }: ImgProps) {
  const style: CSSProperties = {}
  if (width !== undefined) style.width = asLength(width)
  if (height !== undefined) style.height = asLength(height)
  return <img className="sd-img" src={safeImage(src)} {...{ srcSet, sizes, alt, crossOrigin, style }} />
}

const asLength = (value: string | number) =>
  /^\d+(\.\d+)?$/.test(String(value)) ? `${value}px` : String(value)
