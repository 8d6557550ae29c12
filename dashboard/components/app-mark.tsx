// The app's mark above its views: its name, and its icon on its colour.

import { safeImage } from './safe-url.ts'
import { useServices } from './services.ts'

export type Brand = { brandColor?: string; brandIcon?: string }

export function AppMark({ brandColor, brandIcon, large = false }: Brand & { large?: boolean }) {
  const { app } = useServices()
  const icon = safeImage(brandIcon) ?? safeImage(app.iconUrl)
  return (
    <span
      className={`sd-app-mark${large ? ' sd-app-mark-large' : ''}`}
      style={{ backgroundColor: brandColor }}
      aria-hidden="true"
    >
      {icon ? <img src={icon} alt="" /> : app.name.slice(0, 1)}
    </span>
  )
}
