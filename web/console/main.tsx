// Starts the console: connects its ports to the browser and draws after every change.

import { render } from 'preact'
import '../ui/tokens.css'
import '../ui/panel.css'
import '../ui/controls.css'
import './console.css'
import { drawApp } from './app.tsx'
import { createAsk } from './ask.ts'
import { Console } from './console.ts'

const root = document.getElementById('app') ?? document.body
let isQueued = false

function draw(): void {
  isQueued = false
  render(drawApp(operator, Date.now()), root)
}

const operator = new Console({
  ask: createAsk((...call) => fetch(...call)),
  now: () => Date.now(),
  later: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  isHidden: () => document.hidden,
  address: {
    read: () => location.search,
    write: (search, isStep) =>
      history[isStep ? 'pushState' : 'replaceState'](null, '', `/console/events${search}${location.hash}`),
  },
  copy: (text) => navigator.clipboard.writeText(text),
  changed: () => {
    if (!isQueued) queueMicrotask(draw)
    isQueued = true
  },
})

draw()
document.addEventListener('visibilitychange', () => operator.wake())
window.addEventListener('hashchange', draw)
window.addEventListener('popstate', () => operator.follow(location.search))
/* Keeps relative times current while nothing else changes. */
setInterval(() => document.hidden || draw(), 1000)
void operator.start()
