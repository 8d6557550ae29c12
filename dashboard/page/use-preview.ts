// A hook that gives components the page's state.

import { useSyncExternalStore } from 'react'
import type { Preview, PreviewState } from './preview.ts'

export const usePreview = (preview: Preview): PreviewState =>
  useSyncExternalStore(preview.listen, preview.get)
