// Records a change to the Missive token in the audit log.

import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import type { Database } from '#store/schema.ts'
import { ports } from '../../ports.ts'

export const auditMissive = (db: Database, action: string): Promise<void> =>
  recordAudit(db, {
    id: createAuditId(ports),
    tenantId,
    atMs: ports.now(),
    actor: 'cli',
    action,
    target: 'missive',
    detail: {},
  })
