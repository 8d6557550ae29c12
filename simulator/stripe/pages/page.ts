// How the simulator's own pages look: plain HTML with forms, without any script.

/** Text in HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: light-dark(#f6f8fa, #14171a); }
  main { box-sizing: border-box; width: min(26rem, 100%); padding: 1.5rem; }
  form, section { display: grid; gap: .75rem; margin: 0 0 1.25rem; }
  fieldset { display: grid; gap: .5rem; border: 1px solid light-dark(#c4ccd4, #454d55); border-radius: 8px; }
  label { display: grid; gap: .25rem; }
  label.choice { grid-template-columns: auto 1fr; align-items: center; }
  input:not([type=radio]), select { font: inherit; padding: .5rem; border: 1px solid light-dark(#6b7580, #98a2ac); border-radius: 6px; }
  button { font: inherit; font-weight: 600; padding: .6rem; border: 0; border-radius: 6px; color: #fff; background: #0a5bd3; cursor: pointer; }
  .error { color: light-dark(#b3261e, #ffb4ab); font-weight: 600; }
  .simulated { font-size: .85rem; color: light-dark(#4d5660, #b4bdc6); }
  table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; padding: .25rem .5rem .25rem 0; }
`

/** A page. `body` is HTML. */
export const htmlPage = (title: string, body: string, status = 200): Response =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><p class="simulated">Simulated Stripe: nothing here is charged.</p><h1>${escaped(title)}</h1>${body}</main></body></html>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      },
    },
  )

/** On to another page after a form. */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

/** `$4.00` */
export const moneyOf = (minor: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(minor / 100)

export const dayOf = (seconds: number): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(seconds * 1000))
