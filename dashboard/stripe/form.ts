// Parses Stripe's nested form encoding (`created[gte]=1&expand[]=a&ids[0]=b`) of query strings and bodies.

export type Param = string | Param[] | Params
export type Params = { [name: string]: Param }

type Branch = { [name: string]: string | Branch }
const branch = (): Branch => Object.create(null) as Branch

const stepsOf = (name: string): string[] => {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  return [
    name.slice(0, open),
    ...[...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step),
  ]
}

function insert(root: Branch, steps: string[], value: string): void {
  let at = root
  steps.forEach((step, index) => {
    const name = step === '' ? String(Object.keys(at).length) : step
    if (index === steps.length - 1) {
      at[name] = value
      return
    }
    const next = at[name]
    at = typeof next === 'object' ? next : (at[name] = branch())
  })
}

function settle(node: string | Branch): Param {
  if (typeof node === 'string') return node
  const entries = Object.entries(node)
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.map(([, value]) => settle(value))
  }
  return Object.assign(
    Object.create(null),
    Object.fromEntries(entries.map(([k, v]) => [k, settle(v)])),
  ) as Params
}

/** Reads a form or query string into nested parameters; numeric keys become arrays. */
export function parseForm(text: string): Params {
  const root = branch()
  for (const [name, value] of new URLSearchParams(text)) insert(root, stepsOf(name), value)
  const params: Params = Object.create(null) as Params
  for (const [name, value] of Object.entries(root)) params[name] = settle(value)
  return params
}

/** A list of strings from a parameter; a single string counts as a list. */
export const textsOf = (value: Param | undefined): string[] => {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
