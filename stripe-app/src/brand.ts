// The app's branding at the top of the drawer: one colour and a single-colour icon.

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#fff" d="M17.5 14h12a6.5 6.5 0 0 1 6.5 6.5v15a6.5 6.5 0 0 1-6.5 6.5h-4.2l-6 6.6a1.8 1.8 0 0 1-3.1-1.2V42.3A6.5 6.5 0 0 1 11 36V20.5A6.5 6.5 0 0 1 17.5 14zM44 14h6a3.6 3.6 0 0 1 0 9.6h-6a3.6 3.6 0 0 1 0-9.6zm0 12.2h6a3.6 3.6 0 0 1 0 9.6h-6a3.6 3.6 0 0 1 0-9.6zm0 12.2h6a3.6 3.6 0 0 1 0 9.6h-6a3.6 3.6 0 0 1 0-9.6z"/></svg>'

export const brand = {
  brandColor: '#0b5d51',
  brandIcon: `data:image/svg+xml,${encodeURIComponent(icon)}`,
} as const
