// A minimal upstream: lists are empty, nothing else exists, and answers can be held back.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type StubStripe = {
  url: string
  /** Requested paths. */
  paths: string[]
  /** Holds back answers to pending and future requests until `release`. */
  hold: () => void
  release: () => void
  /** Resolves at the next request whose address contains `part`. */
  nextRequest: (part: string) => Promise<void>
  /** Resolves when the caller aborts such a request. */
  nextAbort: (part: string) => Promise<void>
  close: () => Promise<void>
}

type Watcher = { part: string; resolve: () => void }

export async function startStubStripe(): Promise<StubStripe> {
  const paths: string[] = []
  let gate = Promise.resolve()
  let open: () => void = () => undefined
  const waiting = { request: new Set<Watcher>(), abort: new Set<Watcher>() }
  const notify = (watchers: Set<Watcher>, path: string) => {
    for (const watcher of watchers) {
      if (!path.includes(watcher.part)) continue
      watchers.delete(watcher)
      watcher.resolve()
    }
  }
  const watch = (watchers: Set<Watcher>, part: string) =>
    new Promise<void>((resolve) => void watchers.add({ part, resolve }))
  const server = createServer((req, res) => {
    const path = req.url ?? ''
    paths.push(path)
    notify(waiting.request, path)
    res.on('close', () => {
      if (!res.writableFinished) notify(waiting.abort, path)
    })
    const answer = () => {
      const isList = !/\/(cus|sub|in)_/.test(path)
      res.writeHead(isList ? 200 : 404, { 'Content-Type': 'application/json', 'Request-Id': 'req_stub' })
      res.end(
        isList
          ? '{"object":"list","data":[],"has_more":false,"url":"/"}'
          : '{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such object"}}',
      )
    }
    void gate.then(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    hold: () => {
      gate = new Promise((resolve) => (open = resolve))
    },
    release: () => open(),
    nextRequest: (part) => watch(waiting.request, part),
    nextAbort: (part) => watch(waiting.abort, part),
    close: async () => {
      open()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
