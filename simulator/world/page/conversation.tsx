// The open conversation: messages, the team's comments, and the reply draft. All content from outside is drawn as text.

import { conversations, doingsOf, drafts, opened, posts, selectedIds, tasks, userId } from './world-state.ts'
import { formatTimestamp } from '../../missive/format.ts'
import { usersFor } from '../../missive/people.ts'
import { paragraphsOf, type Post } from '../../missive/post.ts'
import type { AddressField, Conversation, Message } from '../../missive/shapes.ts'
import { stories } from '../../missive/conversations.ts'
import { select, sendDraft, setDraft } from './actions.ts'
import { runAction } from './host.ts'
import { Icon } from './icon.tsx'
import { offeredActions } from './show-methods.ts'

const timeOf = (seconds: number) =>
  formatTimestamp(seconds, {}, { nowMs: Date.now(), locale: 'en-GB' }).formatted
const nameOf = (field: AddressField | undefined) =>
  field?.name ?? field?.address ?? field?.phone_number ?? 'Unknown'
const listOf = (fields: AddressField[]) =>
  fields.map((field) => field.address ?? field.phone_number).join(', ')

function Letter({ message, paragraphs }: { message: Message; paragraphs: string[] }) {
  const { cc_fields: cc, reply_to_fields: replyTo } = message
  return (
    <article class="letter">
      <header>
        <b>
          <bdi>{nameOf(message.from_field)}</bdi>
        </b>
        <time>{timeOf(message.delivered_at)}</time>
      </header>
      {cc.length > 0 && <p class="cc">cc {listOf(cc)}</p>}
      {replyTo.length > 0 && <p class="cc">reply to {listOf(replyTo)}</p>}
      {paragraphs.map((text, index) => (
        <p key={index} dir="auto">
          {text}
        </p>
      ))}
    </article>
  )
}

function Sent({ text, atMs }: { text: string; atMs: number }) {
  const me = usersFor(userId.value).find(({ me }) => me)
  return (
    <article class="letter">
      <header>
        <b>{me?.display_name}</b>
        <time>{timeOf(atMs / 1000)}</time>
      </header>
      <p class="as-written">{text}</p>
    </article>
  )
}

function Posted({ post }: { post: Post }) {
  return (
    <article class="note post">
      <header>
        <b>{post.username}</b> <time>{timeOf(post.atMs / 1000)}</time>
      </header>
      {paragraphsOf(post.markdown).map(({ isQuote, parts }, index) => {
        const words = parts.map(({ text, isBold, href }, at) => {
          if (href)
            return (
              <a key={at} href={href} target="_blank" rel="noreferrer noopener">
                {text}
              </a>
            )
          return isBold ? <b key={at}>{text}</b> : text
        })
        return isQuote ? <blockquote key={index}>{words}</blockquote> : <p key={index}>{words}</p>
      })}
    </article>
  )
}

function Letters({ conversation }: { conversation: Conversation }) {
  const story = stories.find(({ id }) => id === conversation.id)
  const { notes, sent } = doingsOf(conversation.id)
  const ownTasks = tasks.value.filter((task) => task.conversation_id === conversation.id)
  return (
    <div class="letters" tabIndex={0} role="region" aria-label="Messages">
      {conversation.messages.map((message, index) => (
        <Letter key={message.id} message={message} paragraphs={story?.letters[index]?.text ?? []} />
      ))}
      {sent.map((letter) => (
        <Sent key={letter.id} text={letter.text} atMs={letter.atMs} />
      ))}
      {notes.map((note) => (
        <p class="note" key={note.id}>
          <b>{note.by}</b> {note.text}
        </p>
      ))}
      {posts.value
        .filter((post) => post.conversation === conversation.id)
        .map((post) => (
          <Posted key={post.id} post={post} />
        ))}
      {ownTasks.map((task) => (
        <p class="note task" key={task.id}>
          <Icon name="check" /> {task.completed ? 'Done: ' : 'Task: '}
          {task.title}
        </p>
      ))}
    </div>
  )
}

function Composer({ conversation }: { conversation: Conversation }) {
  const draft = drafts.value.get(conversation.id) ?? ''
  const firstName = nameOf(conversation.messages[0]?.from_field).split(' ')[0]?.slice(0, 24) ?? ''
  const send = () => sendDraft(conversation.id)
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        aria-label="Reply"
        placeholder={`Reply to ${firstName}`}
        rows={Math.min(8, Math.max(1, draft.split('\n').length + Math.floor(draft.length / 70)))}
        value={draft}
        onInput={(event) => setDraft(conversation.id, event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send()}
      />
      <button type="submit" class="icon-button" aria-label="Send" disabled={draft.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  )
}

function Nobody() {
  const { length } = selectedIds.value
  const chosen = conversations.value.filter(({ id }) => selectedIds.value.includes(id))
  if (length === 0) return <p class="empty">Open a conversation: the sidebar follows.</p>
  return (
    <div class="empty">
      <p>
        <b>{length} conversations selected</b>
      </p>
      <p>The sidebar looks no one up while several are selected.</p>
      <ul>
        {chosen.map(({ id, subject }) => (
          <li key={id}>{subject}</li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => select([])}>
        Deselect all
      </button>
    </div>
  )
}

/** The middle pane. */
export function ConversationPane() {
  const conversation = opened.value
  if (!conversation) return <div class="thread">{<Nobody />}</div>
  const { closed, archived, assignees } = doingsOf(conversation.id)
  const actions = offeredActions.value
    .map((action, index) => ({ ...action, index }))
    .filter(({ contexts }) => contexts.includes('conversation') || contexts.includes('conversations'))
  return (
    <div class="thread">
      <div class="thread-head">
        <h3 dir="auto">{conversation.subject}</h3>
        <p>
          to {listOf(conversation.messages[0]?.to_fields ?? [])}
          {closed && <span class="badge">closed</span>}
          {archived && <span class="badge">archived</span>}
          {assignees.map((id) => (
            <span class="badge" key={id}>
              {usersFor(userId.value).find((user) => user.id === id)?.first_name ?? id}
            </span>
          ))}
        </p>
        {actions.map(({ label, index }) => (
          <button type="button" class="button" key={index} onClick={() => runAction(index, { conversation })}>
            {label}
          </button>
        ))}
      </div>
      <Letters conversation={conversation} />
      <Composer key={conversation.id} conversation={conversation} />
    </div>
  )
}
