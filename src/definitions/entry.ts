// The exports of `tillside/config`: everything needed to write a configuration. Inside src/ import the files themselves.

export * as blocks from './blocks.ts'
export { formatMoney } from '#contract/money.ts'
export type * from './context.ts'
export type * from './durable.ts'
export * from './define.ts'
export { defineConfig, DefinitionError } from './define-config.ts'
export { remote, type Remote } from './remote.ts'
export { SourceError } from './source-error.ts'
export type * from './source.ts'
