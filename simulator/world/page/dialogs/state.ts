// Dialogs and menus that the sidebar opened. Their answers resolve the sidebar's promises.

import { signal } from '@preact/signals'
import { z } from 'zod'

const fieldSchema = z.looseObject({
  type: z.string().catch('input'),
  data: z
    .looseObject({
      name: z.string().catch('field'),
      label: z.string().optional(),
      value: z.union([z.string(), z.number().transform(String)]).optional(),
      placeholder: z.string().optional(),
      required: z.boolean().optional(),
      options: z.array(z.looseObject({ label: z.string().optional(), value: z.string() })).optional(),
    })
    .catch({ name: 'field' }),
})
const formSchema = z.looseObject({
  name: z.string().catch('Form'),
  fields: z.array(fieldSchema).catch([]),
  notes: z.array(z.union([z.string(), z.looseObject({})])).catch([]),
  buttons: z.array(z.looseObject({ type: z.string(), label: z.string().optional() })).catch([]),
})
export type Form = z.infer<typeof formSchema>

const menuSchema = z.looseObject({
  top: z.number().optional(),
  bottom: z.number().optional(),
  left: z.number().optional(),
  right: z.number().optional(),
  options: z.array(z.looseObject({ label: z.string() })).catch([]),
})
type Menu = z.infer<typeof menuSchema>

/** `settle(undefined)` means dismissed. */
export type Dialog =
  | { kind: 'alert'; title: string; message: string; note: string; settle: () => void }
  | { kind: 'form'; form: Form; settle: (fields: Record<string, string> | undefined) => void }
export type OpenMenu = { menu: Menu; settle: (chosen: number | undefined) => void }

/** The last one is in front. */
export const dialogs = signal<readonly Dialog[]>([])
export const openMenu = signal<OpenMenu | undefined>(undefined)

function show(dialog: Dialog): void {
  dialogs.value = [...dialogs.value, dialog]
}
const drop = (dialog: Dialog) => {
  dialogs.value = dialogs.value.filter((shown) => shown !== dialog)
}

/** `Missive.alert`. */
export function showAlert(given: { title: string; message: string; note: string }): void {
  const dialog: Dialog = { kind: 'alert', ...given, settle: () => drop(dialog) }
  show(dialog)
}

/** `Missive.openForm`: resolves with the values by field name; rejects if it is canceled. */
export function askForm(given: unknown): Promise<Record<string, string>> {
  const form = formSchema.parse(given)
  return new Promise((resolve, reject) => {
    const dialog: Dialog = {
      kind: 'form',
      form,
      settle: (fields) => {
        drop(dialog)
        if (fields) resolve(fields)
        else reject(new Error('canceled'))
      },
    }
    show(dialog)
  })
}

/** `Missive.closeForm`. */
export function closeForm(): void {
  const last = dialogs.value.at(-1)
  if (last?.kind === 'form') last.settle(undefined)
}

/** `Missive.openContextMenu`: resolves with the index of the option. */
export function askMenu(given: unknown): Promise<number | undefined> {
  openMenu.value?.settle(undefined)
  return new Promise((resolve) => {
    const settle = (chosen: number | undefined) => {
      openMenu.value = undefined
      resolve(chosen)
    }
    openMenu.value = { menu: menuSchema.parse(given), settle }
  })
}
