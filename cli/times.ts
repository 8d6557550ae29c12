// How commands print times.

export const iso = (ms: number): string => new Date(ms).toISOString()
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
