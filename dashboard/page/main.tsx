// Starts the preview page.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { openPreview } from './preview.ts'
import { exposePreview } from './window-api.ts'
import './page.css'

async function start(): Promise<void> {
  const element = document.getElementById('root')
  if (!element) return
  const root = createRoot(element)
  try {
    const preview = await openPreview()
    root.render(
      <StrictMode>
        <App preview={preview} />
      </StrictMode>,
    )
    exposePreview(preview)
  } catch (error) {
    root.render(
      <p className="start-failed">{error instanceof Error ? error.message : 'The preview did not start.'}</p>,
    )
  }
}

void start()
