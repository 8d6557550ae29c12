// Opens the sources of one tenant's configuration once. Each request gets its own view of them, bound to its caller. Circuits, pools and
// keys live as long as the sources.

import { sourcesOf } from '#definitions/declared-sources.ts'
import { DefinitionError } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type {
  HttpSourceOptions,
  OpenSources,
  RemoteOptions,
  Source,
  Sources,
  SqlSourceOptions,
} from '#definitions/source.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import type { SourceCaller } from './caller.ts'
import { createSourceTelemetry, type SourceTelemetry } from './telemetry.ts'
import { openHttpSource, type OpenHttpSource } from './http-source.ts'
import { passThrough, type PassThroughRequest } from './pass-through.ts'
import { problemsOf } from './problems.ts'
import { openRemoteSource, type OpenRemoteSource } from './remote/remote-source.ts'
import type { CertifiedFetch, SourceRuntime } from './source-runtime.ts'
import { dialectOf, openSqlSource, type OpenSqlSource } from './sql-source.ts'

export interface OpenableSources {
  /** Returns the declared sources as passed to `load`, `form`, `confirm` and `run`. */
  open<S extends Sources>(declared: S, caller: SourceCaller): OpenSources<S>
  /** Throws `SourceError`, with `not_declared` for both an unknown source and an unlisted path. */
  passThrough(name: string, request: PassThroughRequest, caller: SourceCaller): Promise<Response>
  /** Closes pools and processes, at shutdown and when the configuration is replaced. */
  close(): Promise<void>
}

export type SourcesOptions = {
  tenantId: string
  config: TillsideConfig
  ports: Ports
  metrics: Metrics
  runtime: SourceRuntime
}

type SourceDeps = Omit<SourcesOptions, 'config'> & { telemetry: SourceTelemetry }
type Opened<T> = { source: T; close(): Promise<void> }

function certifiedFetch({ identity }: HttpSourceOptions, runtime: SourceRuntime): CertifiedFetch | undefined {
  if (identity?.kind !== 'mtls') return undefined
  const { cert, key, ca } = identity
  const opened = runtime.openCertified?.({ cert, key: new Secret(key), ...(ca === undefined ? {} : { ca }) })
  if (!opened) throw new Error('client certificates are not available on this runtime')
  return opened
}

function openHttp(options: HttpSourceOptions, { runtime, ...deps }: SourceDeps): Opened<OpenHttpSource> {
  const certified = certifiedFetch(options, runtime)
  const fetch = certified?.fetch ?? deps.ports.fetch
  return {
    source: openHttpSource(options, { ...deps, fetch }),
    close: () => certified?.close() ?? Promise.resolve(),
  }
}

function openSql(options: SqlSourceOptions, { runtime, telemetry }: SourceDeps): Opened<OpenSqlSource> {
  const dialect = dialectOf(options.url)
  const open = dialect && runtime.openSql?.[dialect]
  if (!open) throw new Error('such databases cannot be opened on this runtime')
  const source = openSqlSource(options, { telemetry, dialect, driver: open(new Secret(options.url)) })
  return { source, close: () => source.close() }
}

function openRemote(options: RemoteOptions, { runtime, ...deps }: SourceDeps): OpenRemoteSource {
  const { fetchOutside } = runtime
  if (!fetchOutside) throw new Error('remote services cannot be called on this runtime')
  return openRemoteSource(options, { ...deps, fetchOutside })
}

/** Throws `DefinitionError` with all problems of the sources. */
export function createSources(options: SourcesOptions): OpenableSources {
  const { config, ...rest } = options
  const declared = sourcesOf(config)
  const problems = problemsOf(declared.values(), options.runtime)
  if (problems.length > 0) throw new DefinitionError(problems)

  const telemetry = createSourceTelemetry(options)
  const deps: SourceDeps = { ...rest, telemetry }
  const http = new Map<string, Opened<OpenHttpSource>>()
  const sql = new Map<string, Opened<OpenSqlSource>>()
  const remote = new Map<string, OpenRemoteSource>()
  for (const [name, source] of declared) {
    if (source.kind === 'http') http.set(name, openHttp(source.options, deps))
    else if (source.kind === 'sql') sql.set(name, openSql(source.options, deps))
    else remote.set(name, openRemote(source.options, deps))
  }
  const callsOf = ({ kind, options: { name } }: Source, caller: SourceCaller) => {
    const opened = kind === 'remote' ? remote.get(name) : (kind === 'http' ? http : sql).get(name)?.source
    if (!opened) throw new Error(`source ${name} is not part of the configuration`)
    return opened.calls(caller)
  }
  return {
    open<S extends Sources>(sources: S, caller: SourceCaller) {
      const calls = Object.entries(sources).map(([key, source]) => [key, callsOf(source, caller)] as const)
      return Object.freeze(Object.fromEntries(calls)) as OpenSources<S>
    },
    passThrough: (name, request, caller) =>
      passThrough(http.get(name)?.source, { ...request, name }, { caller, telemetry }),
    async close() {
      await Promise.all([...http.values(), ...sql.values()].map((opened) => opened.close()))
    },
  }
}
