// Severity as Stripe shows it: the badge's type, the icon and its colour. Each has its own shape and never relies on colour.

import { Badge, Icon } from '@stripe/ui-extension-sdk/ui'
import type { ComponentProps } from 'react'
import type { Icon as IconName, Status } from '../generated/contract.ts'

type BadgeType = NonNullable<ComponentProps<typeof Badge>['type']>
type SdkIcon = ComponentProps<typeof Icon>['name']
type Fill = 'secondary' | 'info' | 'success' | 'attention' | 'critical'

const badgeTypes: Readonly<Record<Status, BadgeType>> = {
  ok: 'positive',
  info: 'info',
  warn: 'warning',
  bad: 'negative',
  quiet: 'neutral',
}

/** The colour of text and icons. */
export const colorOf: Readonly<Record<Status, Fill>> = {
  ok: 'success',
  info: 'info',
  warn: 'attention',
  bad: 'critical',
  quiet: 'secondary',
}

const icons: Readonly<Record<IconName, SdkIcon>> = {
  ok: 'checkCircleFilled',
  info: 'info',
  warn: 'warning',
  bad: 'cancelCircleFilled',
  quiet: 'circle',
  flag: 'flag',
  part: 'refundCircle',
  lock: 'lock',
  pin: 'pinFilled',
  same: 'check',
  mail: 'email',
  plug: 'api',
  user: 'person',
  users: 'customers',
  box: 'product',
  truck: 'truck',
  key: 'personWithKey',
  dot: 'circle',
  undo: 'refund',
  search: 'search',
}

export function drawBadge(text: string, status: Status = 'quiet') {
  return <Badge type={badgeTypes[status]}>{text}</Badge>
}

/** The icon of a status, or the given icon in the status's colour. */
export function drawSign(status: Status, icon?: IconName) {
  return <Icon name={icons[icon ?? status]} size="small" css={{ fill: colorOf[status] }} />
}
