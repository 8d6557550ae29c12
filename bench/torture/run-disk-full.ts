// The disk of a SQLite gateway is full for a while: nothing is acknowledged without being stored, and it continues once there is
// space.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { drain, findBreaches, readEvents } from './check.ts'
import { openGround, secret } from './ground.ts'
import { createSender, eventIds } from './sender.ts'

export type DiskFullReport = {
  breaches: string[]
  acknowledged: number
  /** Events refused while the disk was full. */
  refused: number
  recoveryMs: number
}

export type SmallDisk = { folder: string; fill: () => void; free: () => void; close: () => void }

/** Mounts a small disk; undefined if mounting is not allowed. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-disk-'))
  const filler = join(folder, 'filler')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize))
      } catch (error) {
        // The gateway used some of the space in the meantime; the disk is full either way.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
    },
    free: () => rmSync(filler),
    close() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}

export async function runDiskFull(disk: SmallDisk, events: number): Promise<DiskFullReport> {
  const dataDir = join(disk.folder, 'data')
  const ground = await openGround({ gateways: 1, dataDir })
  try {
    const url = (await ground.gateways[0]?.up()) ?? ''
    const sender = createSender({ secret, ledger: ground.ledger, addressOf: () => url })
    const sent = eventIds(events)
    const half = Math.floor(events / 2)
    await Promise.all(sent.slice(0, half).map((id) => sender.send(id)))
    disk.fill()
    const before = sender.failures()
    const late = sent.slice(half).map((id) => sender.send(id))
    await wait(3000)
    const refused = sender.failures() - before
    const stored = new Set((await readEvents(ground)).map((row) => row.event_id))
    const breaches = [...sender.acknowledged()]
      .filter((id) => !stored.has(id))
      .map((id) => `200 for ${id}, and no row`)
    const freedMs = performance.now()
    const acknowledgedBefore = sender.acknowledged().size
    disk.free()
    while (sender.acknowledged().size === acknowledgedBefore) await wait(20)
    const recoveryMs = performance.now() - freedMs
    await Promise.all(late)
    await drain(ground)
    breaches.push(...(await findBreaches(ground, sent)))
    return { breaches, acknowledged: sender.acknowledged().size, refused, recoveryMs }
  } finally {
    await ground.close()
  }
}
