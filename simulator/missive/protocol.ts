// The postMessage protocol between the script in the iframe and the inbox around it. Both sides parse what they receive.

/** Present on each message, so that other scripts' messages are ignored. */
export const protocolMark = 'missive-simulator/1'

/** Light or dark, and the `--missive-*` variables that go with it. */
export type Theme = { name: 'light' | 'dark'; variables: Record<string, string> }

/** From the iframe to the inbox. */
export type FromFrame =
  | { mark: typeof protocolMark; type: 'hello' }
  | { mark: typeof protocolMark; type: 'call'; id: number; method: string; args: unknown[] }

/** From the inbox to the iframe. `action` stands in for a callback, which cannot be sent. */
export type FromHost =
  | { mark: typeof protocolMark; type: 'result'; id: number; ok: true; value: unknown }
  | { mark: typeof protocolMark; type: 'result'; id: number; ok: false; error: string }
  | { mark: typeof protocolMark; type: 'event'; name: string; args: unknown[] }
  | { mark: typeof protocolMark; type: 'theme'; theme: Theme }
  | { mark: typeof protocolMark; type: 'action'; index: number; data: unknown }

/** Methods that are one call and one answer; the rest of the SDK is implemented in the iframe. */
export const plainMethods = [
  'fetchConversations',
  'fetchMessages',
  'fetchUsers',
  'fetchLabels',
  'fetchTasks',
  'fetchOrganizations',
  'storeGet',
  'storeSet',
  'alert',
  'openForm',
  'closeForm',
  'openURL',
  'openSelf',
  'closeSelf',
  'navigate',
  'search',
  'createConversation',
  'archive',
  'trash',
  'moveToInbox',
  'comment',
  'createTask',
  'addLabels',
  'removeLabels',
  'close',
  'reopen',
  'assign',
  'addAssignees',
  'removeAssignees',
  'setColor',
  'setSubject',
  'compose',
  'composeInConversation',
  'reply',
  'forward',
  'insertText',
  'insertHtml',
  'initiateCallback',
] as const

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isMarked = (data: unknown): data is Record<string, unknown> =>
  isRecord(data) && data['mark'] === protocolMark

/** Parses a message of the iframe; undefined if it is malformed. */
export function parseFromFrame(data: unknown): FromFrame | undefined {
  if (!isMarked(data)) return undefined
  if (data['type'] === 'hello') return { mark: protocolMark, type: 'hello' }
  const { type, id, method, args } = data
  if (type !== 'call' || typeof id !== 'number' || typeof method !== 'string' || !Array.isArray(args)) {
    return undefined
  }
  return { mark: protocolMark, type, id, method, args: args.map((arg: unknown) => arg) }
}

/** Parses a theme; only `--missive-*` names with text values are kept. */
export function parseTheme(data: unknown): Theme | undefined {
  if (!isRecord(data) || (data['name'] !== 'light' && data['name'] !== 'dark')) return undefined
  const given = isRecord(data['variables']) ? Object.entries(data['variables']) : []
  const variables = given.filter(
    (entry): entry is [string, string] => entry[0].startsWith('--missive-') && typeof entry[1] === 'string',
  )
  return { name: data['name'], variables: Object.fromEntries(variables) }
}

/** Parses a message of the inbox; undefined if it is malformed. */
export function parseFromHost(data: unknown): FromHost | undefined {
  if (!isMarked(data)) return undefined
  const { type, id, name, args, index } = data
  if (type === 'result' && typeof id === 'number') {
    return data['ok'] === true
      ? { mark: protocolMark, type, id, ok: true, value: data['value'] }
      : { mark: protocolMark, type, id, ok: false, error: String(data['error']) }
  }
  if (type === 'event' && typeof name === 'string' && Array.isArray(args)) {
    return { mark: protocolMark, type, name, args: args.map((arg: unknown) => arg) }
  }
  if (type === 'action' && typeof index === 'number') {
    return { mark: protocolMark, type, index, data: data['data'] }
  }
  const theme = type === 'theme' ? parseTheme(data['theme']) : undefined
  return theme ? { mark: protocolMark, type: 'theme', theme } : undefined
}
