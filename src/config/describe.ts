// Describes each setting, for the generated reference and .env.example.

import { settings } from './settings.ts'

/** Name, default and description of each setting, for the generated reference. */
export function describeSettings(): { name: string; default: string; description: string }[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined)
    const value: unknown = absent.success ? absent.data : undefined
    const empty = value === undefined || (Array.isArray(value) && value.length === 0)
    const shown = value === true ? 'on' : value === false ? 'off' : String(value)
    return { name, default: empty ? '' : shown, description: schema.description ?? '' }
  })
}
