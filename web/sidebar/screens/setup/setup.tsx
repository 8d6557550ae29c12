// Setup: two ways to connect, one form. Nothing is saved before the connection test passes.

import { Component } from 'preact'
import { drawTicks } from '../../../ui/alert-blocks.tsx'
import { drawIcon, drawStatus } from '../../../ui/icon.tsx'
import { say } from '../../../ui/panel-words.ts'
import { browserPorts } from './browser-ports.ts'
import { type Check, isUsable, testConnection } from './connection-test.ts'
import type { Connection } from '../../settings/parse-settings.ts'
import { drawStrip } from '../../strips.tsx'
import type { View } from '../../view.ts'
import type { Words } from '../../words.ts'

type Props = { view: View }
type Field = 'url' | 'headerName' | 'headerValue' | 'connectionKey'
type Form = { kind: Connection['kind'] } & Record<Field, string>
type SetupState = { form: Form; shown: boolean; checks: Check[]; testing: boolean }

/** The field to correct after a failed check. */
function blamedField({ fault, step }: Check, { kind }: Form): Field | undefined {
  if (fault === 'header') return 'headerName'
  if (step === 'accepted') return kind === 'key' ? 'connectionKey' : 'headerValue'
  return step === 'reach' || step === 'gateway' ? 'url' : undefined
}

function drawCheck({ step, state, note, fault, detail }: Check, words: Words) {
  const [title, cure] = fault ? words.faults[fault] : []
  const skipped = state === 'skipped'
  return (
    <div class="ts-check-row" data-check={step} data-result={state} data-fault={fault}>
      {drawStatus({ status: skipped ? 'quiet' : state })}
      {fault ? <b>{title}</b> : <span class={skipped ? 'ts-muted' : ''}>{words.steps[step]}</span>}
      <span>{skipped ? words.notTested : note}</span>
      {fault && (
        <p class="ts-check-more">
          {cure}{' '}
          {fault === 'missing' ? (
            drawTicks(detail)
          ) : (
            <span class={step === 'accepted' ? 'ts-mono' : ''}>{detail}</span>
          )}
        </p>
      )}
    </div>
  )
}

/** The connection form. */
export class Setup extends Component<Props, SetupState> {
  override state: SetupState = { form: this.#startForm(), shown: false, checks: [], testing: false }
  #round = 0

  #startForm(): Form {
    const { pageUrl, state } = this.props.view
    const empty = { kind: 'key', headerName: 'X-API-KEY', headerValue: '', connectionKey: '' } as const
    return { ...empty, url: pageUrl, ...state.setup?.start }
  }

  override componentWillUnmount() {
    this.#round++
  }

  #change(change: Partial<Form>) {
    this.#round++
    this.setState(({ form }) => ({ form: { ...form, ...change }, checks: [], testing: false }))
  }

  #test = async () => {
    const round = ++this.#round
    const show = (checks: Check[], testing = true) => {
      if (round === this.#round) this.setState({ checks, testing })
    }
    show([])
    show(await testConnection(this.state.form, this.props.view.testPorts ?? browserPorts, show), false)
  }

  #submit = (event: Event) => {
    event.preventDefault()
    const { checks, form } = this.state
    if (isUsable(checks)) void this.props.view.settings.save(form)
    else void this.#test()
  }

  #drawField(name: Field, label: string, { secret = false, mono = false, hint = '' } = {}) {
    const { words } = this.props.view
    const { form, shown, checks } = this.state
    const bad = checks.find(({ state }) => state === 'bad')
    const fault = bad && blamedField(bad, form) === name ? bad.fault : undefined
    const about = fault || hint ? `about-${name}` : undefined
    const press = say(shown ? words.hide : words.show, label)
    const common = {
      class: `ts-input ${mono || secret ? 'ts-mono' : ''}`,
      id: `field-${name}`,
      name,
      value: form[name],
      autocomplete: 'off',
      spellcheck: false,
      'aria-invalid': fault !== undefined,
      'aria-describedby': about,
      onInput: (event: { currentTarget: HTMLInputElement }) =>
        this.#change({ [name]: event.currentTarget.value }),
    }
    return (
      <div class="ts-control">
        <label class="ts-label" for={`field-${name}`}>
          {label}
        </label>
        <div class={secret ? 'ts-input-group' : ''}>
          {secret && !shown ? <input type="password" {...common} /> : <input type="text" {...common} />}
          {secret && (
            <button
              type="button"
              class="ts-affix"
              title={press}
              aria-pressed={shown}
              onClick={() => this.setState({ shown: !shown })}
            >
              {drawIcon('eye')}
            </button>
          )}
        </div>
        {about && (
          <p class={`ts-hint ${fault ? 'ts-bad' : ''}`} id={about}>
            {fault ? [drawIcon('bad'), <span>{words.faults[fault][0]}</span>] : hint}
          </p>
        )}
      </div>
    )
  }

  #drawFields() {
    const { pageUrl, words } = this.props.view
    const { kind, url } = this.state.form
    return kind === 'key'
      ? [
          url !== pageUrl && this.#drawField('url', words.address),
          this.#drawField('connectionKey', words.key, { secret: true, hint: words.keyHint }),
        ]
      : [
          this.#drawField('url', words.address),
          this.#drawField('headerName', words.headerName, { mono: true }),
          this.#drawField('headerValue', words.headerValue, { secret: true }),
        ]
  }

  #drawWays() {
    const { words } = this.props.view
    return (
      <div class="ts-segments" role="radiogroup" aria-label={words.howToConnect}>
        {(['key', 'gateway'] as const).map((kind) => (
          <label>
            <input
              type="radio"
              name="way"
              value={kind}
              checked={this.state.form.kind === kind}
              onChange={() => this.#change({ kind })}
            />
            {words[kind]}
          </label>
        ))}
      </div>
    )
  }

  #drawButtons() {
    const { words, settings: connection, state } = this.props.view
    const { checks, testing } = this.state
    const { settings, setup } = state
    const usable = isUsable(checks)
    const test = testing ? words.testing : checks.length > 0 ? words.testAgain : words.testConnection
    const drawButton = (label: string, run: () => unknown) => (
      <button type="button" class="ts-button" onClick={run}>
        {label}
      </button>
    )
    return (
      <div class="ts-buttons">
        <button
          type="submit"
          class="ts-button is-primary is-wide"
          data-save={usable || undefined}
          data-test={!usable || undefined}
          aria-disabled={testing}
        >
          {usable ? words.save : test}
        </button>
        {usable
          ? drawButton(test, this.#test)
          : settings && !setup?.why && drawButton(words.cancel, () => connection.close())}
      </div>
    )
  }

  override render() {
    const { build, words, state } = this.props.view
    const why = state.setup?.why
    return [
      why === 'refused' && drawStrip('warn', words.refusedNow),
      why === 'older' && drawStrip('info', words.older, undefined, 'info'),
      <form
        class="ts-form ts-pad"
        aria-label={words.connect}
        onSubmit={this.#submit}
        noValidate
        data-why={why}
      >
        <div>
          <h1 class="ts-title">{words.connect}</h1>
          <p class="ts-muted ts-small">{words.connectText}</p>
        </div>
        {this.#drawWays()}
        {this.#drawFields()}
        <div class="ts-checks" role="status" aria-label={words.connectionTest}>
          {this.state.checks.map((check) => drawCheck(check, words))}
        </div>
        {this.#drawButtons()}
      </form>,
      <div class="ts-foot">
        <span class="ts-foot-account">{words.kept}</span>
        <span class="ts-foot-age">{build}</span>
      </div>,
    ]
  }
}
