// The whole page: bar, object, extension, log.

import { useEffect } from 'react'
import { Bar } from './bar.tsx'
import { ExtensionPane } from './extension-pane.tsx'
import { LogPane } from './log-pane.tsx'
import { ObjectPane } from './object-pane.tsx'
import type { Preview } from './preview.ts'
import { usePreview } from './use-preview.ts'
import { shapeOf } from './viewports.ts'

export function App({ preview }: { preview: Preview }) {
  const { theme, narrow, view, note } = usePreview(preview)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const shape = shapeOf(view.viewport)
  return (
    <div className="page">
      <Bar preview={preview} />
      <main className={`stage ${shape}${narrow ? ' narrow' : ''}`}>
        {shape === 'page' ? null : <ObjectPane preview={preview} />}
        <ExtensionPane preview={preview} />
      </main>
      <p className="note" role="status">
        {note}
      </p>
      <LogPane preview={preview} />
    </div>
  )
}
