// The module behind the alias in wrangler.jsonc: written by the operator, and unknown until it is checked.
declare module 'tillside:config' {
  const written: unknown
  export default written
}
