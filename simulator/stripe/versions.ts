// The supported API versions. Objects are stored in the newest version and converted when they are drawn.

/** The newest version, in which objects are stored. */
export const newestVersion = '2026-10-28.endive'

const known = [
  '2020-08-27',
  '2022-08-01',
  '2022-11-15',
  '2023-08-16',
  '2023-10-16',
  '2024-04-10',
  '2024-06-20',
  '2024-09-30.acacia',
  '2024-10-28.acacia',
  '2024-11-20.acacia',
  '2024-12-18.acacia',
  '2025-01-27.acacia',
  '2025-02-24.acacia',
  '2025-03-31.basil',
  '2025-04-30.basil',
  '2025-05-28.basil',
  '2025-06-30.basil',
  '2025-07-30.basil',
  '2025-08-27.basil',
  '2025-09-30.clover',
  '2025-10-29.clover',
  '2025-11-17.clover',
  '2025-12-15.clover',
  '2026-01-28.clover',
  '2026-04-22.dahlia',
  '2026-07-29.dahlia',
  newestVersion,
] as const

/** The dates of the changes that the simulator distinguishes. */
export const changes = {
  latestCharge: '2022-11-15',
  marketingFeatures: '2024-04-10',
  basil: '2025-03-31',
  clover: '2025-09-30',
  paidOffStripe: '2026-05-27',
  newest: '2026-10-28',
} as const

/** Whether the version exists. */
export const isVersion = (text: string): boolean => known.some((version) => version === text)

/** Whether the version is older than the change. */
export const isBefore = (version: string, change: string): boolean => version.slice(0, 10) < change
