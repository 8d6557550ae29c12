// Where `initiateCallback` sends people back to: hands the query to the inbox in the other tab and closes itself.

import { callbackChannel } from './callback-channel.ts'

const query = Object.fromEntries(new URLSearchParams(location.search))
new BroadcastChannel(callbackChannel).postMessage(query)
window.close()
