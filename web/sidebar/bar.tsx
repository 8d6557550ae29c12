// The bar: the people in the conversation, the search, and a menu for everything needed rarely.

import { drawSearchOpener } from '../ui/actions-block.tsx'
import { drawIconButton } from '../ui/icon-button.tsx'
import { drawIcon } from '../ui/icon.tsx'
import { sayCount } from '../ui/panel-words.ts'
import type { PanelsResponse } from './lookup/response.ts'
import { languages } from './choose-language.ts'
import { drawMenu, type MenuItem } from './menu.tsx'
import { labelOf, type Person } from './selection/people.ts'
import { currentAddress, type State } from './state.ts'
import type { View } from './view.ts'

/** The correspondents that get a tab; only the likely sender until the gateway has named the teammates. */
function tabsOf({ selection: { people, team } }: State): Person[] {
  return people?.people.filter((person, index) => (team ? !team.includes(person.address) : index === 0)) ?? []
}

/** The text that the panels suggest for a comment or a task. */
function offered(response: PanelsResponse | undefined, kind: 'comment' | 'task'): string {
  const blocks = response?.panels.flatMap((panel) => panel.blocks) ?? []
  const actions = blocks.flatMap((block) => ('actions' in block ? (block.actions ?? []) : []))
  const found = actions.find((action) => action.kind === kind)
  return found && 'text' in found ? (found.text ?? '') : ''
}

function menuItems({ selection, settings, state, store, words }: View): MenuItem[] {
  const { lookup } = state
  const response = lookup?.response
  const isTest = (response?.found?.mode ?? state.settings?.mode) === 'test'
  const locales = { '': words.automatic, ...languages }
  return [
    { label: words.refresh, run: () => selection.refresh() },
    ...(state.selection.kind === 'one' ? (['comment', 'task'] as const) : []).map((kind) => ({
      label: words[kind],
      run: () => store.show({ note: { kind, text: offered(response, kind) } }),
    })),
    ...((response?.found?.modes.length ?? 0) > 1 || state.settings?.mode === 'test'
      ? [
          {
            label: isTest ? words.useLive : words.useTest,
            run: () => settings.save({ mode: isTest ? 'live' : 'test' }),
          },
        ]
      : []),
    ...Object.entries(locales).map(([locale, label]) => ({
      label: <span lang={locale || undefined}>{label}</span>,
      checked: (state.settings?.locale ?? '') === locale,
      begins: !locale,
      run: () => settings.save({ locale }),
    })),
    { label: words.connection, begins: true, run: () => settings.open() },
    { label: words.signOut, run: () => settings.signOut() },
  ]
}

function drawTabs({ selection, state, words }: View, tabs: Person[]) {
  const current = currentAddress(state)
  const at = tabs.findIndex((person) => person.address === current)
  const ordered = at > 1 ? [...tabs.splice(at, 1), ...tabs] : tabs
  const rest = ordered.slice(2)
  return [
    <div class="ts-people" role="group" aria-label={words.people}>
      {ordered.slice(0, 2).map((person) => (
        <button
          type="button"
          key={person.address}
          class="ts-person"
          title={person.address}
          data-person={person.address}
          aria-current={person.address === current}
          onClick={() => selection.showPerson(person)}
        >
          <bdi>{labelOf(person)}</bdi>
        </button>
      ))}
    </div>,
    rest.length > 0 &&
      drawMenu({
        id: 'more-people',
        look: 'ts-person ts-people-more',
        label: sayCount(words.morePeople, rest.length),
        button: `+${rest.length}`,
        items: rest.map((person) => ({
          label: (
            <span class="ts-cut" title={person.address}>
              <bdi>{labelOf(person)}</bdi>
            </span>
          ),
          run: () => selection.showPerson(person),
        })),
      }),
  ]
}

/** The bar of every screen except setup and search. */
export function drawBar(view: View) {
  const { build, search, state, words } = view
  const tabs = tabsOf(state)
  const open = () => search.type()
  return (
    <div class={`ts-bar ${tabs.length > 0 ? '' : 'ts-bar-field'}`}>
      {tabs.length > 0
        ? [
            drawTabs(view, tabs),
            drawIconButton('search', words.find, open, { hint: '/', 'data-search': true }),
          ]
        : // Without people to show, the search field goes into the bar itself.
          drawSearchOpener(words.findField, open)}
      {drawMenu({
        id: 'menu',
        look: 'ts-icon-button',
        label: words.menu,
        button: drawIcon('dots'),
        items: menuItems(view),
        note: `Tillside ${words.version} ${build}`,
      })}
    </div>
  )
}
