// Looks at the parameter names of a form (a query, or a form body as it streams by) without building anything from them.
// Values are never looked at: they belong to Stripe.

const parametersMax = 256
const nameCharsMax = 200
const depthMax = 8

const [ampersand, semicolon, equals] = [0x26, 0x3b, 0x3d]

/** Why a form is refused. `method_override` would turn one allowed method into another. */
export type FormFault = 'method_override' | 'too_many_parameters' | 'parameter_name'

const decodeName = (name: string) =>
  name.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function faultOfName(raw: string): FormFault | undefined {
  const name = decodeName(raw).replaceAll('+', ' ').trim()
  const root = name.split('[', 1)[0] ?? ''
  // Stripe's API reads parameters as Rack does, and Rack has `_method`. Spelling variants are not worth telling apart.
  if (root.toLowerCase() === '_method') return 'method_override'
  if (name.split('[').length - 1 > depthMax) return 'parameter_name'
  if (name.includes('[][]') || name.includes('__proto__')) return 'parameter_name'
  return undefined
}

/**
 * Reads a form piece by piece; memory is one parameter name, at most 200 characters.
 * `;` ends a parameter too, because parsers differ about it and the strict reading covers both.
 */
export class FormScan {
  #name = ''
  #inName = true
  #parameters = 1

  /** Takes the next character codes; returns the first fault seen. */
  push(codes: Iterable<number>): FormFault | undefined {
    for (const code of codes) {
      const fault = this.#step(code)
      if (fault) return fault
    }
    return undefined
  }

  /** Judges the last name, after everything was pushed; only then may the last piece be sent on. */
  end(): FormFault | undefined {
    return faultOfName(this.#name)
  }

  #step(code: number): FormFault | undefined {
    const endsParameter = code === ampersand || code === semicolon
    if (endsParameter && ++this.#parameters > parametersMax) {
      return faultOfName(this.#name) ?? 'too_many_parameters'
    }
    if (endsParameter || (code === equals && this.#inName)) {
      const fault = faultOfName(this.#name)
      this.#name = ''
      this.#inName = endsParameter
      return fault
    }
    if (this.#inName) this.#name += String.fromCharCode(code)
    return this.#name.length > nameCharsMax ? 'parameter_name' : undefined
  }
}

/** The fault in a whole form given as text, as a query is. */
export function findFormFault(text: string): FormFault | undefined {
  let parameters = 0
  for (const parameter of text.split(/[&;]/, parametersMax + 1)) {
    if (++parameters > parametersMax) return 'too_many_parameters'
    const equalsAt = parameter.indexOf('=')
    const name = equalsAt === -1 ? parameter : parameter.slice(0, equalsAt)
    if (name.length > nameCharsMax) return 'parameter_name'
    const fault = faultOfName(name)
    if (fault) return fault
  }
  return undefined
}
