// Setup: two ways in, one form. Nothing is saved before the test says it works.

import { Component } from 'preact'
import { Icon } from '../ui/icon.tsx'
import { say } from '../ui/panel-words.ts'
import { type Check, isUsable, steps, testConnection, type TestPorts } from './connection-test.ts'
import type { Connection } from './settings.ts'
import type { View } from './view.ts'
import type { Words } from './words.ts'

type Props = { view: View; ports: TestPorts }
type Form = {
  kind: Connection['kind']
  url: string
  headerName: string
  headerValue: string
  connectionKey: string
}
type SetupState = { form: Form; shown: boolean; checks: Check[]; testing: boolean }
type Field = Exclude<keyof Form, 'kind'>

const icons = { ok: 'ok', warn: 'warn', bad: 'bad', skipped: 'quiet' } as const
/** The field a failed step is about. */
const blamed: Partial<Record<Check['step'], Field>> = { reach: 'url', gateway: 'url' }

function CheckRow({ check, words, last }: { check: Check; words: Words; last: boolean }) {
  const fault = check.fault && words.faults[check.fault]
  const note = check.state === 'skipped' ? words.notTested : check.note
  return (
    <div class="ts-check-row" data-check={check.step} data-result={check.state} data-fault={check.fault}>
      <Icon name={icons[check.state]} status={check.state === 'skipped' ? 'quiet' : check.state} />
      {fault ? (
        <b>{fault[0]}</b>
      ) : (
        <span class={check.state === 'skipped' ? 'ts-muted' : undefined}>{words.steps[check.step]}</span>
      )}
      <span>{note}</span>
      {fault && (
        <p class="ts-check-more">
          {fault[1]}{' '}
          {check.fault === 'missing'
            ? check.detail?.map((tick) => (
                <span class="ts-badge">
                  <Icon name="check" />
                  {tick}
                </span>
              ))
            : check.detail?.map((part) => <span class={last ? 'ts-mono' : undefined}>{part} </span>)}
        </p>
      )}
    </div>
  )
}

/** The connection form. */
export class Setup extends Component<Props, SetupState> {
  override state: SetupState = { form: this.startForm(), shown: false, checks: [], testing: false }
  private round = 0

  private startForm(): Form {
    const { view } = this.props
    const start = view.sidebar.state.setup?.start
    return {
      kind: 'key',
      headerName: 'X-API-KEY',
      headerValue: '',
      connectionKey: '',
      ...start,
      url: start?.url ?? view.pageUrl,
    }
  }

  override componentWillUnmount() {
    this.round++
  }

  private connection(): Connection {
    const { kind, url, headerName, headerValue, connectionKey } = this.state.form
    return kind === 'key'
      ? { kind, url, connectionKey: connectionKey.trim() }
      : { kind, url, headerName: headerName.trim(), headerValue }
  }

  private change(change: Partial<Form>) {
    this.round++
    this.setState(({ form }) => ({ form: { ...form, ...change }, checks: [], testing: false }))
  }

  private readonly test = async () => {
    const round = ++this.round
    const current = () => round === this.round
    this.setState({ testing: true, checks: [] })
    const checks = await testConnection(
      this.connection(),
      this.props.ports,
      (checks) => current() && this.setState({ checks }),
    )
    if (current()) this.setState({ testing: false, checks })
  }

  private readonly submit = (event: Event) => {
    event.preventDefault()
    if (isUsable(this.state.checks)) void this.props.view.sidebar.save(this.connection())
    else void this.test()
  }

  private isBlamed(name: Field): Check | undefined {
    const bad = this.state.checks.find((check) => check.state === 'bad')
    if (!bad) return undefined
    const secret = this.state.form.kind === 'key' ? 'connectionKey' : 'headerValue'
    const field = bad.fault === 'header' ? 'headerName' : bad.step === 'accepted' ? secret : blamed[bad.step]
    return field === name ? bad : undefined
  }

  private field(name: Field, label: string, { secret = false, mono = false, hint = '' } = {}) {
    const { view } = this.props
    const { words } = view
    const { form, shown } = this.state
    const bad = this.isBlamed(name)
    const described = bad || hint ? `about-${name}` : undefined
    const common = {
      class: `ts-input${mono ? ' ts-mono' : ''}`,
      id: `field-${name}`,
      name,
      value: form[name],
      autocomplete: 'off',
      spellcheck: false,
      'aria-invalid': bad ? ('true' as const) : undefined,
      'aria-describedby': described,
      onInput: (event: { currentTarget: HTMLInputElement }) =>
        this.change({ [name]: event.currentTarget.value }),
    }
    const input = secret && !shown ? <input type="password" {...common} /> : <input type="text" {...common} />
    const press = say(shown ? words.hide : words.show, label)
    return (
      <div class="ts-control">
        <label class="ts-label" for={`field-${name}`}>
          {label}
        </label>
        {secret ? (
          <div class="ts-input-group">
            {input}
            <button
              type="button"
              class="ts-affix"
              aria-label={press}
              title={press}
              aria-pressed={shown ? 'true' : 'false'}
              onClick={() => this.setState({ shown: !shown })}
            >
              <Icon name="eye" />
            </button>
          </div>
        ) : (
          input
        )}
        {bad?.fault ? (
          <p class="ts-hint ts-bad" id={described}>
            <Icon name="bad" />
            <span>{words.faults[bad.fault][0]}</span>
          </p>
        ) : (
          hint && (
            <p class="ts-hint" id={described}>
              {hint}
            </p>
          )
        )}
      </div>
    )
  }

  private ways() {
    const { words } = this.props.view
    const { kind } = this.state.form
    return (
      <div class="ts-segments" role="radiogroup" aria-label={words.howToConnect}>
        {(['key', 'gateway'] as const).map((way) => (
          <label>
            <input
              type="radio"
              name="way"
              value={way}
              checked={kind === way}
              onChange={() => this.change({ kind: way })}
            />
            {words[way]}
          </label>
        ))}
      </div>
    )
  }

  private buttons(usable: boolean) {
    const { view } = this.props
    const { words, sidebar } = view
    const { checks, testing } = this.state
    const test = testing ? words.testing : checks.length > 0 ? words.testAgain : words.testConnection
    return (
      <div class="ts-buttons">
        {usable ? (
          <>
            <button type="submit" class="ts-button is-primary is-wide" data-save>
              {words.save}
            </button>
            <button type="button" class="ts-button" onClick={() => void this.test()}>
              {test}
            </button>
          </>
        ) : (
          <>
            <button
              type="submit"
              class="ts-button is-primary is-wide"
              data-test
              aria-disabled={testing ? 'true' : undefined}
            >
              {test}
            </button>
            {sidebar.state.settings && !sidebar.state.setup?.why ? (
              <button type="button" class="ts-button" onClick={() => sidebar.closeSetup()}>
                {words.cancel}
              </button>
            ) : null}
          </>
        )}
      </div>
    )
  }

  override render() {
    const { view } = this.props
    const { words, sidebar } = view
    const { form, checks } = this.state
    const why = sidebar.state.setup?.why
    return (
      <>
        {why && (
          <div class={`ts-strip is-${why === 'refused' ? 'warn' : 'info'}`} role="status" data-why={why}>
            <Icon name={why === 'refused' ? 'warn' : 'info'} status={why === 'refused' ? 'warn' : 'info'} />
            <span>{why === 'refused' ? words.refusedNow : words.older}</span>
          </div>
        )}
        <form class="ts-form ts-pad" aria-label={words.connect} onSubmit={this.submit} noValidate>
          <div>
            <h1 class="ts-title">{words.connect}</h1>
            <p class="ts-muted ts-small">{words.connectText}</p>
          </div>
          {this.ways()}
          {form.kind === 'key' ? (
            <>
              {form.url !== view.pageUrl && this.field('url', words.address)}
              {this.field('connectionKey', words.key, { secret: true, mono: true, hint: words.keyHint })}
            </>
          ) : (
            <>
              {this.field('url', words.address)}
              {this.field('headerName', words.headerName, { mono: true })}
              {this.field('headerValue', words.headerValue, { secret: true, mono: true })}
            </>
          )}
          <div class="ts-checks" role="status" aria-label={words.connectionTest}>
            {checks.map((check) => (
              <CheckRow check={check} words={words} last={check.step === steps[2]} />
            ))}
          </div>
          {this.buttons(isUsable(checks))}
        </form>
        <div class="ts-foot">
          <span class="ts-foot-account">{words.kept}</span>
          <span class="ts-foot-age">{view.build}</span>
        </div>
      </>
    )
  }
}
