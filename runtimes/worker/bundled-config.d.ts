// What the alias in wrangler.jsonc puts in: whatever a person has written, until it was looked at.
declare module 'tillside:config' {
  const written: unknown
  export default written
}
