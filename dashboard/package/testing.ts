// What `tillside-preview/testing` exports: an app's page for tests in a browser. The page has `window.preview` to drive it with.

export { AppError } from '../app/open-app.ts'
export type { WindowPreview } from '../page/window-api.ts'
export { openPreview, WrongSettingError, type AppPreview, type AppPreviewOptions } from './preview.ts'
