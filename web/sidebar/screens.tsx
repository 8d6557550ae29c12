// The quiet and the bad screens: loading, nothing to look up, no answer.

import { Bones } from '../ui/bones.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatSpan } from '../ui/format-date.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { say } from '../ui/panel-words.ts'
import { Ticking } from './age.tsx'
import { currentPerson } from './bar.tsx'
import type { Looked } from './state.ts'
import type { View } from './view.ts'

/** The last customer is gone, the address is already known, so it is already there. */
export function Loading({ view }: { view: View }) {
  const { words, sidebar } = view
  const address = currentPerson(sidebar.state)
  return (
    <>
      <div class="ts-head">
        <div class="ts-head-main">
          <h1 class="ts-hidden">{words.loading}</h1>
          <span class="ts-bone ts-bone-name" />
          <div class="ts-who">
            <bdi>{address ?? '\u00a0'}</bdi>
          </div>
          <p class="ts-match" role="status">
            <Icon name="info" />
            <span>{words.looking}</span>
          </p>
        </div>
      </div>
      <Bones of="verdict" />
      <div class="ts-section ts-bones-section">
        <Bones of="rows" />
      </div>
    </>
  )
}

type EmptyProps = {
  icon: IconName
  title: string
  text: string
  children?: preact.ComponentChildren
  role?: 'alert'
}

/** A quiet screen with one sentence. */
function Empty({ icon, title, text, children, role }: EmptyProps) {
  return (
    <div class="ts-empty" role={role}>
      <Icon name={icon} class="ts-faint ts-empty-icon" />
      <h1 class="ts-empty-title">{title}</h1>
      <p class="ts-small">{text}</p>
      {children}
    </div>
  )
}

/** Nothing to look up, and why. */
export function NothingHere({ view, team }: { view: View; team: boolean }) {
  const { words, sidebar } = view
  const { selection } = sidebar.state
  if (selection.kind === 'many') {
    const more = selection.count > 1 ? ` ${say(words.selected, selection.count)}` : ''
    return <Empty icon="mail" title={words.selectOne} text={words.selectOneText + more} />
  }
  if (selection.failed) {
    return (
      <Empty icon="plug" title={words.conversationFailed} text="" role="alert">
        <Retry view={view} />
      </Empty>
    )
  }
  const why = team ? 'team' : (selection.people?.why ?? 'nobody')
  const icons = { team: 'users', phone: 'user', nobody: 'mail' } as const
  return <Empty icon={icons[why]} title={words[why]} text={words[`${why}Text`]} />
}

function Retry({ view }: { view: View }) {
  return (
    <p class="ts-empty-acts">
      <button type="button" class="ts-button" onClick={() => view.sidebar.refresh(false)}>
        <Icon name="refresh" />
        {view.words.retry}
      </button>
    </p>
  )
}

/** No answer: what is known, what to do, and when it is tried again. */
export function Failed({
  view,
  failure,
  retryAtMs,
}: {
  view: View
  failure: NonNullable<Looked['failure']>
  retryAtMs?: number | undefined
}) {
  const { words, drawing } = view
  const [title = '', text = ''] = words.failure[failure.reason]
  const address = currentPerson(view.sidebar.state)
  return (
    <Empty
      icon={failure.reason === 'offline' ? 'plug' : 'warn'}
      title={title}
      text={failure.message || text}
      role="alert"
    >
      {address && (
        <p class="ts-small ts-muted">
          <bdi>{address}</bdi>
        </p>
      )}
      {failure.requestId && (
        <p class="ts-small">
          <span class="ts-id ts-mono">
            <span>{failure.requestId}</span>
            <CopyButton text={failure.requestId} drawing={drawing} />
          </span>
        </p>
      )}
      <Retry view={view} />
      {retryAtMs && (
        <p class="ts-small" aria-hidden="true">
          <Ticking
            text={(nowMs) =>
              retryAtMs > nowMs ? say(words.nextTry, formatSpan(retryAtMs - nowMs, words)) : ''
            }
          />
        </p>
      )}
    </Empty>
  )
}

/** The page outside Missive: says where it belongs. */
export function Outside({ words, drawing, pageUrl }: Pick<View, 'words' | 'drawing' | 'pageUrl'>) {
  const address = `${pageUrl}sidebar/`
  return (
    <Empty icon="plug" title={words.outside} text={words.outsideText}>
      <p class="ts-outside">
        <span class="ts-id ts-mono">
          <span title={address}>{address}</span>
          <CopyButton text={address} drawing={drawing} />
        </span>
      </p>
    </Empty>
  )
}
