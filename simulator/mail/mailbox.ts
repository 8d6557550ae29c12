// A mailbox in memory: what the preview and tests receive instead of mail. It shows its mails as plain pages without a script.

type ReceivedMail = {
  id: string
  from: { address: string; name?: string }
  to: string
  subject: string
  text: string
  html: string
  headers: Readonly<Record<string, string>>
}

export type Mailbox = {
  receive(mail: ReceivedMail): void
  /** Newest first. */
  list(): readonly ReceivedMail[]
  handle(request: Request): Response
}

/** Older ones are forgotten. */
const mailsMax = 200

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

const withLinks = (text: string) =>
  escape(text).replace(/^https?:\/\/[^\s<]+$/gm, (url) => `<a href="${url}" rel="noreferrer">${url}</a>`)

/** The values of the design tokens in web/ui/tokens.css that a plain page needs. */
const style = `
:root{color-scheme:light dark;--text:light-dark(#1b2427,#e4eaeb);--muted:light-dark(#536067,#a5b1b6);--bg:light-dark(#fff,#171b1d);--ground:light-dark(#f2f4f4,#0d1011);--line:light-dark(#e1e6e8,#2d3538);--accent:light-dark(#0e6f60,#56c9b1)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:760px;padding:24px 16px;color:var(--text);background:var(--ground);font:400 15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
h1{font-size:20px;margin:0 0 16px}
a{color:var(--accent)}
ul{list-style:none;margin:0;padding:0;background:var(--bg);border:1px solid var(--line);border-radius:10px}
li+li{border-top:1px solid var(--line)}
li a{display:block;padding:12px 16px;color:inherit;text-decoration:none;overflow-wrap:anywhere}
li a:hover b{text-decoration:underline}
:focus-visible{outline:2px solid light-dark(#0b57d0,#a8c7fa);outline-offset:1px;border-radius:6px}
small,dt{color:var(--muted)}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 16px}
dd{margin:0;overflow-wrap:anywhere}
pre,iframe{display:block;width:100%;margin:0 0 16px;padding:16px;background:var(--bg);border:1px solid var(--line);border-radius:10px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:400 14px/1.5 ui-monospace,Menlo,Consolas,monospace}
iframe{height:360px;padding:0}
h2{font-size:15px;margin:0 0 8px}
`

const page = (title: string, body: string) =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`,
    {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'no-referrer',
        'Content-Security-Policy':
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      },
    },
  )

export function createMailbox(): Mailbox {
  const mails: ReceivedMail[] = []

  const drawList = () => {
    const rows = mails.map(
      ({ id, subject, to }) =>
        `<li><a href="/${encodeURIComponent(id)}"><b>${escape(subject)}</b><br><small>to ${escape(to)}</small></a></li>`,
    )
    const list =
      rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>No mails yet. Ask for a sign-in code.</p>'
    return page('Mailbox', `<h1>Mailbox</h1><p><a href="/">Look for new mails</a></p>${list}`)
  }
  const drawMail = ({ subject, to, from, text, html }: ReceivedMail) =>
    page(
      subject,
      `<p><a href="/">All mails</a></p><h1>${escape(subject)}</h1><dl><dt>From</dt><dd>${escape(from.name ?? '')} &lt;${escape(from.address)}&gt;</dd><dt>To</dt><dd>${escape(to)}</dd></dl><pre>${withLinks(text)}</pre><h2>As HTML</h2><iframe sandbox title="The mail as HTML" srcdoc="${escape(html)}"></iframe>`,
    )

  return {
    receive(mail) {
      mails.unshift(mail)
      mails.length = Math.min(mails.length, mailsMax)
    },
    list: () => mails,
    handle(request) {
      const { pathname } = new URL(request.url)
      if (request.method !== 'GET') return new Response('read only', { status: 405 })
      if (pathname === '/') return drawList()
      const mail = mails.find(({ id }) => `/${id}` === pathname)
      return mail ? drawMail(mail) : new Response('There is no such mail.', { status: 404 })
    },
  }
}
