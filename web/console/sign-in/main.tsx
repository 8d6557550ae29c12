// Starts the page where people sign in: connects its ports to the browser and draws after every change.

import { render } from 'preact'
import '../../ui/tokens.css'
import '../../ui/panel.css'
import '../../ui/controls.css'
import '../console.css'
import './sign-in.css'
import { createAsk } from '../ask.ts'
import { drawApp } from './app.tsx'
import { browserPasskeys } from './passkeys.ts'
import { SignIn } from './sign-in.ts'

const root = document.getElementById('app') ?? document.body
let isQueued = false

function draw(): void {
  isQueued = false
  render(drawApp(signIn, Date.now()), root)
}

/** `Chrome on Linux`: enough to tell one's devices apart. */
function deviceName(): string {
  const { userAgent } = navigator
  const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0] ?? 'Browser'
  const system = /Windows|Android|iPhone|iPad|Mac|Linux/.exec(userAgent)?.[0]
  return `${browser === 'Edg' ? 'Edge' : browser}${system === undefined ? '' : ` on ${system}`}`
}

const forgetInvitation = () => history.replaceState(null, '', location.pathname)

const signIn = new SignIn({
  ask: createAsk((...call) => fetch(...call), '/api/'),
  now: () => Date.now(),
  locale: navigator.language,
  passkeys: browserPasskeys,
  deviceName: deviceName(),
  invitation: /^#invitation=([0-9a-f]{64})$/.exec(location.hash)?.[1],
  forgetInvitation,
  openCompany: (id) => location.assign(`/console/${encodeURIComponent(id)}`),
  changed: () => {
    if (!isQueued) queueMicrotask(draw)
    isQueued = true
  },
})

draw()
/* Counts down to the next code. */
setInterval(() => signIn.state.step === 'code' && draw(), 1000)
void signIn.start()
