// The window with the simulated Dashboard: an object's page, and beside it the real Stripe App in its sandbox.

import {
  dashboardKind,
  dashboardKinds,
  isReading,
  objectsOfKind,
  openObject,
  openObjectPage,
} from './state.ts'
import { DashboardDrawer } from './drawer.tsx'
import { ObjectPage } from './object.tsx'
import { Icon } from '../icon.tsx'

function Kinds() {
  return (
    <div class="tabs kinds" role="group" aria-label="Page">
      {dashboardKinds.map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          aria-current={dashboardKind.value === kind ? 'page' : undefined}
          onClick={() => openObjectPage(kind)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

/** Picks one of several objects of the kind. */
function Picker() {
  const all = objectsOfKind.value
  if (all.length < 2) return null
  return (
    <label class="picker">
      <span class="hidden">Which one</span>
      <span class="select">
        <select
          value={openObject.value?.context.id}
          onChange={(event) => openObjectPage(dashboardKind.value, event.currentTarget.value)}
        >
          {all.map(({ context, name }) => (
            <option key={context.id} value={context.id}>
              {name}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </label>
  )
}

function Page() {
  const object = openObject.value
  if (dashboardKind.value === 'settings') {
    return <p class="empty">App settings: the connection to the gateway, and signing in to other services.</p>
  }
  if (object) return <ObjectPage object={object} />
  return <p class="empty">{isReading.value ? 'Reading…' : 'The sender has no objects of this kind.'}</p>
}

export function DashboardWindow() {
  return (
    <section class="window dash" aria-labelledby="dash-title">
      <header>
        <h2 id="dash-title">Dashboard</h2>
        <span class="sim">simulated</span>
        <Kinds />
      </header>
      <div class="dash-grid">
        <div class="dash-page" role="region" aria-label="Stripe object" tabIndex={0}>
          <Picker />
          <Page />
        </div>
        <DashboardDrawer />
      </div>
    </section>
  )
}
