// The redirect target of `initiateCallback`: passes the query to the inbox in the other tab and closes itself.

import { callbackChannel } from './callback-channel.ts'

const query = Object.fromEntries(new URLSearchParams(location.search))
const channel = new BroadcastChannel(callbackChannel)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel only reaches its own origin
channel.postMessage(query)
window.close()
