// Every component in several states: `?screen=…&theme=light|dark&width=400`. Without a screen, a list of all screens.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../styles.css'
import { components, DashboardServicesProvider } from '../all.tsx'
import { calls, record } from './calls.ts'
import './gallery.css'
import { contentScreens } from './content-screens.tsx'
import { fieldScreens } from './field-screens.tsx'
import { pageScreens } from './page-screens.tsx'
import { viewScreens } from './view-screens.tsx'

const screens: Record<string, () => React.ReactNode> = {
  ...contentScreens,
  ...fieldScreens,
  ...viewScreens,
  ...pageScreens,
}
const query = new URLSearchParams(location.search)
const Screen = screens[query.get('screen') ?? '']
const theme = query.get('theme')
if (theme) document.documentElement.dataset['theme'] = theme
document.documentElement.style.setProperty('--gallery-width', `${query.get('width') ?? '400'}px`)

const Index = () => (
  <nav className="gallery-screens" aria-label="Screens">
    {Object.keys(screens).map((name) => (
      <a key={name} href={`?screen=${name}`}>
        {name}
      </a>
    ))}
  </nav>
)

const services = {
  app: { name: 'Shipping Desk' },
  navigate: record('navigate'),
  onboardingCompleted: record('onboardingCompleted'),
  uploadFile: (file: File, purpose: string) =>
    Promise.resolve({ id: 'file_1', object: 'file' as const, filename: file.name, purpose }),
}

const root = document.getElementById('gallery')
if (!root) throw new Error('The page has no #gallery.')
createRoot(root).render(
  <StrictMode>
    {Screen ? (
      <DashboardServicesProvider services={services}>
        <div className="sd-host gallery-frame">
          <Screen />
        </div>
      </DashboardServicesProvider>
    ) : (
      <Index />
    )}
  </StrictMode>,
)

declare global {
  interface Window {
    gallery: { names: string[]; screens: string[]; calls: typeof calls }
  }
}
window.gallery = { names: Object.keys(components), screens: Object.keys(screens), calls }
