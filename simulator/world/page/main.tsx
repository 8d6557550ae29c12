// Starts the page: loads the server's facts, seeds the teammates' stores once per start, listens to the sidebar, draws.

import { render } from 'preact'
import './page.css'
import { teammates } from '../../missive/people.ts'
import { askOwnServer } from '../../../dashboard/loopback/own-server.ts'
import { factsSchema } from '../facts.ts'
import type { Facts } from '../facts.ts'
import { readMode, select } from './actions.ts'
import { App } from './app.tsx'
import { takeUpReturn } from './dashboard/drawer.tsx'
import { followConversation } from './dashboard/state.ts'
import { followEvents } from './events.ts'
import { startHost } from './host.ts'
import { readMethods } from './read-methods.ts'
import { takeUp } from './remember.ts'
import { showMethods } from './show-methods.ts'
import { exposeWorld } from './world-global.ts'
import { facts, fault, stores } from './world-state.ts'
import { writeMethods } from './write-methods.ts'

const startKey = 'world-start'

/** Secrets change with each start, so stores of an earlier start are replaced. */
function seedOncePerStart(known: Facts): void {
  if (localStorage.getItem(startKey) === known.startId) return
  localStorage.setItem(startKey, known.startId)
  for (const { id } of teammates) {
    stores.clear(id)
    for (const [key, value] of Object.entries(known.settings)) stores.set(id, key, value)
  }
}

async function start(): Promise<void> {
  takeUp()
  exposeWorld()
  startHost({ ...readMethods, ...writeMethods, ...showMethods })
  const response = await askOwnServer('/world.json')
  const known = factsSchema.parse(await response.json())
  seedOncePerStart(known)
  readMode()
  select(['conv-tomasz'])
  fault.value = known.fault
  facts.value = known
  followEvents()
  followConversation()
  await takeUpReturn()
}

render(<App />, document.body)
void start()
