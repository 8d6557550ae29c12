// Starts a company's page: connects its ports to the browser and draws after every change.

import { render } from 'preact'
import '../../ui/tokens.css'
import '../../ui/panel.css'
import '../../ui/controls.css'
import '../console.css'
import './company.css'
import { createAsk } from '../ask.ts'
import { drawApp } from './app.tsx'
import { Company } from './company.ts'

const root = document.getElementById('app') ?? document.body
let isQueued = false

function draw(): void {
  isQueued = false
  render(drawApp(company), root)
}

const company = new Company({
  ask: createAsk((...call) => fetch(...call), '/api/'),
  tenantId: decodeURIComponent(location.pathname.split('/')[2] ?? ''),
  leave: () => location.assign('/console/sign-in'),
  goTo: (url) => location.assign(url),
  copy: (text) => navigator.clipboard.writeText(text),
  changed: () => {
    if (!isQueued) queueMicrotask(draw)
    isQueued = true
  },
})

draw()
void company.start()
