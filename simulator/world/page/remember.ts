// State that survives a reload of the page: user, theme, width of the sidebar, what was tried. For this tab only.

import { effect } from '@preact/signals'
import { z } from 'zod'
import { sidebarWidth, theme, tried, userId } from './world-state.ts'
import { teammates } from '../../missive/people.ts'

const rememberedKey = 'world-page'
const rememberedSchema = z.object({
  userId: z.string().refine((id) => teammates.some((user) => user.id === id)),
  theme: z.enum(['light', 'dark']),
  sidebarWidth: z.number().min(240).max(520),
  tried: z.array(z.string()),
})

function read(): z.infer<typeof rememberedSchema> | undefined {
  try {
    return rememberedSchema.safeParse(JSON.parse(sessionStorage.getItem(rememberedKey) ?? 'null')).data
  } catch {
    return undefined
  }
}

/** Restores the state of this tab; the system theme applies only the first time. */
export function takeUp(): void {
  const known = read()
  theme.value = known?.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  document.documentElement.dataset['theme'] = theme.value
  if (known) {
    userId.value = known.userId
    sidebarWidth.value = known.sidebarWidth
    tried.value = new Set(known.tried)
  }
  effect(() => {
    const now = {
      userId: userId.value,
      theme: theme.value,
      sidebarWidth: sidebarWidth.value,
      tried: [...tried.value],
    }
    sessionStorage.setItem(rememberedKey, JSON.stringify(now))
  })
}
