// The bar: who takes part in the conversation, the way to somebody else, and everything rarely needed.

import { IconButton } from '../ui/icon-button.tsx'
import { Icon } from '../ui/icon.tsx'
import { sayCount } from '../ui/panel-words.ts'
import type { Answer } from './answer.ts'
import { languages } from './choose-language.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { labelOf, type Person } from './people.ts'
import type { Looked, State } from './state.ts'
import type { View } from './view.ts'

/** The person the panels are about. */
export function currentPerson({ looked, selection }: State): string | undefined {
  const people = (selection.kind === 'one' && selection.people?.people) || []
  if (!looked) return people[0]?.address
  const asked = looked.ask.kind === 'person' ? looked.ask.person.address : undefined
  return (
    looked.answer.found?.current ?? asked ?? (looked.ask.kind === 'people' ? people[0]?.address : undefined)
  )
}

/** Correspondents with a tab; until the gateway said who is a teammate, the likely sender alone. */
function tabsOf({ selection }: State): Person[] {
  const { people, team } = selection.kind === 'one' ? selection : {}
  return people?.people.filter((person, index) => (team ? !team.includes(person.address) : index === 0)) ?? []
}

/** What the panels offer to hand on, as a start. */
function offered(answer: Answer | undefined, kind: 'comment' | 'task'): string {
  const blocks = answer?.panels.flatMap((panel) => panel.blocks) ?? []
  const actions = blocks.flatMap((block) => ('actions' in block ? (block.actions ?? []) : []))
  const found = actions.find((action) => action.kind === kind)
  return found && 'text' in found ? (found.text ?? '') : ''
}

function menuItems(view: View, looked: Looked | undefined): MenuItem[] {
  const { sidebar, words } = view
  const { settings, selection } = sidebar.state
  const answer = looked?.answer
  const mode = answer?.found?.mode ?? settings?.mode ?? 'live'
  const other = mode === 'live' ? 'test' : 'live'
  const locales: [string | undefined, string][] = [[undefined, words.automatic], ...Object.entries(languages)]
  return [
    { label: words.refresh, run: () => sidebar.refresh() },
    ...(selection.kind === 'one'
      ? [
          {
            label: words.comment,
            run: () => sidebar.openNote({ kind: 'comment', text: offered(answer, 'comment') }),
          },
          {
            label: words.task,
            run: () => sidebar.openNote({ kind: 'task', text: offered(answer, 'task') }),
          },
        ]
      : []),
    ...((answer?.found?.modes.length ?? 0) > 1 || settings?.mode === 'test'
      ? [
          {
            label: other === 'test' ? words.useTest : words.useLive,
            run: () => void sidebar.save({ mode: other }),
          },
        ]
      : []),
    ...locales.map(([locale, label], index) => ({
      label: <span lang={locale}>{label}</span>,
      checked: settings?.locale === locale,
      begins: index === 0,
      run: () => void sidebar.save(locale ? { locale } : { locale: '' }),
    })),
    { label: words.connection, begins: true, run: () => sidebar.openSetup() },
    { label: words.signOut, run: () => void sidebar.signOut() },
  ]
}

function Tabs({ view, tabs }: { view: View; tabs: Person[] }) {
  const { sidebar, words } = view
  const current = currentPerson(sidebar.state)
  const at = tabs.findIndex((person) => person.address === current)
  const ordered = at > 1 ? [...tabs.slice(at, at + 1), ...tabs.filter((_, index) => index !== at)] : tabs
  const rest = ordered.slice(2)
  return (
    <>
      <div class="ts-people" role="group" aria-label={words.people}>
        {ordered.slice(0, 2).map((person) => (
          <button
            type="button"
            key={person.address}
            class="ts-person"
            title={person.address}
            data-person={person.address}
            aria-current={person.address === current ? 'true' : undefined}
            onClick={() => sidebar.showPerson(person)}
          >
            <bdi>{labelOf(person)}</bdi>
          </button>
        ))}
      </div>
      {rest.length > 0 && (
        <Menu
          id="more-people"
          class="ts-person ts-people-more"
          label={sayCount(words.morePeople, rest.length)}
          button={`+${rest.length}`}
          items={rest.map((person) => ({
            label: (
              <span class="ts-cut" title={person.address}>
                <bdi>{labelOf(person)}</bdi>
              </span>
            ),
            run: () => sidebar.showPerson(person),
          }))}
        />
      )}
    </>
  )
}

/** The field that opens the search; when nothing is selected it stands in the bar itself. */
function BarField({ view }: { view: View }) {
  const { sidebar, words } = view
  return (
    <button type="button" class="ts-input ts-search-open" data-search onClick={() => sidebar.openSearch()}>
      <Icon name="search" />
      {words.findField}
    </button>
  )
}

/** The bar of every screen but setup and search. */
export function Bar({ view }: { view: View }) {
  const { sidebar, words } = view
  const { looked } = sidebar.state
  const tabs = tabsOf(sidebar.state)
  return (
    <div class={`ts-bar${tabs.length > 0 ? '' : ' ts-bar-field'}`}>
      {tabs.length > 0 ? <Tabs view={view} tabs={tabs} /> : <BarField view={view} />}
      {tabs.length > 0 && (
        <IconButton
          icon="search"
          data-search
          label={words.find}
          hint="/"
          onClick={() => sidebar.openSearch()}
        />
      )}
      <Menu
        id="menu"
        class="ts-icon-button"
        label={words.menu}
        button={<Icon name="dots" />}
        items={menuItems(view, looked)}
        note={`Tillside ${words.version} ${view.build}`}
      />
    </div>
  )
}
