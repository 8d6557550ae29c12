// Dialogs, menus and toasts over the page: what `alert`, `openForm`, `openContextMenu` and `openURL` show.

import { useEffect, useRef } from 'preact/hooks'
import { closeToast } from '../actions.ts'
import { dialogs, openMenu } from './state.ts'
import type { Dialog, Form, OpenMenu } from './state.ts'
import { Icon } from '../icon.tsx'
import { toasts } from '../world-state.ts'

type FieldProps = { field: Form['fields'][number] }

function Field({ field: { type, data } }: FieldProps) {
  const plain = {
    name: data.name,
    required: data.required ?? false,
    placeholder: data.placeholder ?? '',
    defaultValue: data.value ?? '',
  }
  return (
    <label class="form-field">
      <span>{data.label ?? data.placeholder ?? data.name}</span>
      {type === 'textarea' && <textarea {...plain} rows={4} />}
      {type === 'select' && (
        <select name={data.name} defaultValue={data.value ?? ''}>
          {(data.options ?? []).map(({ value, label }) => (
            <option key={value} value={value}>
              {label ?? value}
            </option>
          ))}
        </select>
      )}
      {type !== 'textarea' && type !== 'select' && <input {...plain} type="text" />}
    </label>
  )
}

const valuesOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  )

function FormBody({ dialog }: { dialog: Extract<Dialog, { kind: 'form' }> }) {
  const { form, settle } = dialog
  const submit = form.buttons.find(({ type }) => type === 'submit')?.label ?? 'Save'
  const cancel = form.buttons.find(({ type }) => type === 'cancel')?.label ?? 'Cancel'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        settle(valuesOf(event.currentTarget))
      }}
    >
      <h2>{form.name}</h2>
      {form.notes.map((note, index) => (
        <p key={index}>{typeof note === 'string' ? note : ''}</p>
      ))}
      {form.fields.map((field, index) => (
        <Field key={index} field={field} />
      ))}
      <div class="buttons">
        <button type="button" class="button" onClick={() => settle(undefined)}>
          {cancel}
        </button>
        <button type="submit" class="button is-primary">
          {submit}
        </button>
      </div>
    </form>
  )
}

function DialogBox({ dialog }: { dialog: Dialog }) {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => box.current?.showModal(), [])
  const dismiss = () => (dialog.kind === 'form' ? dialog.settle(undefined) : dialog.settle())
  return (
    <dialog ref={box} class="dialog" onCancel={dismiss}>
      {dialog.kind === 'form' ? (
        <FormBody dialog={dialog} />
      ) : (
        <>
          <h2>{dialog.title}</h2>
          <p>{dialog.message}</p>
          {dialog.note && <p class="cc">{dialog.note}</p>}
          <div class="buttons">
            <button type="button" class="button is-primary" onClick={dismiss}>
              Got it
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}

function MenuBox({ open: { menu, settle } }: { open: OpenMenu }) {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => box.current?.showModal(), [])
  const frame = document.querySelector('.side iframe')?.getBoundingClientRect()
  const left = Math.min((frame?.left ?? 0) + (menu.left ?? 20), innerWidth - 220)
  const top = Math.min((frame?.top ?? 0) + (menu.top ?? 20), innerHeight - 40 * menu.options.length)
  return (
    <dialog
      ref={box}
      class="menu-box"
      aria-label="Menu"
      style={{ left: `${left}px`, top: `${top}px` }}
      onCancel={() => settle(undefined)}
      onClick={(event) => event.target === box.current && settle(undefined)}
    >
      {menu.options.map(({ label }, index) => (
        <button key={index} type="button" onClick={() => settle(index)}>
          {label}
        </button>
      ))}
    </dialog>
  )
}

/** All dialogs, menus and toasts. */
export function Dialogs() {
  return (
    <>
      {dialogs.value.map((dialog, index) => (
        <DialogBox key={index} dialog={dialog} />
      ))}
      {openMenu.value && <MenuBox open={openMenu.value} />}
      <div class="toasts" role="status">
        {toasts.value.map(({ id, text, href }) => (
          <p key={id}>
            {href ? (
              <a href={href} target="_blank" rel="noreferrer noopener">
                {text}
                <Icon name="open" />
              </a>
            ) : (
              <span>{text}</span>
            )}
            <button type="button" class="icon-button" aria-label="Close" onClick={() => closeToast(id)}>
              <Icon name="x" />
            </button>
          </p>
        ))}
      </div>
    </>
  )
}
