// Choices: the views of one panel, as tabs, and a list of customers to choose from.

import { Box, Icon, Inline as Span, Link, Tab, TabList, Tabs } from '@stripe/ui-extension-sdk/ui'
import type { BlockOf } from '../generated/contract.ts'
import { actionsHere } from './actions.tsx'
import type { Drawing } from './drawing.ts'
import { drawInline, plainText } from './inline.tsx'
import { drawBadge, drawSign } from './signs.tsx'

export function drawTabs({ tabs }: BlockOf<'tabs'>, drawing: Drawing) {
  const here = actionsHere(tabs)
  const current = here.findIndex((tab) => tab.kind === 'load' && tab.current === true)
  const select = (key: string) => {
    const tab = here[Number(key)]
    if (tab && Number(key) !== current) drawing.run(tab)
  }
  return (
    <Tabs size="small" selectedKey={String(Math.max(current, 0))} onSelectionChange={select}>
      <TabList>
        {here.map(({ label }, at) => (
          <Tab key={String(at)} id={String(at)}>
            {label}
          </Tab>
        ))}
      </TabList>
    </Tabs>
  )
}

/** Each choice opens the customer in the Dashboard. */
export function drawChoices({ choices }: BlockOf<'choices'>, drawing: Drawing) {
  return (
    <Box css={{ stack: 'y', gap: 'small' }}>
      {choices.map((choice) => (
        <Box
          key={`${choice.customer.account} ${choice.customer.customerId}`}
          css={{ stack: 'x', gap: 'small' }}
        >
          {drawSign(choice.status, choice.icon)}
          <Box css={{ stack: 'y', gap: 'xxsmall', width: 'fill' }}>
            <Link href={{ name: 'customerDetails', params: { customerId: choice.customer.customerId } }}>
              {plainText(choice.name, drawing)} <Icon name="chevronRight" size="xsmall" />
            </Link>
            <Box css={{ stack: 'x', gap: 'xsmall', wrap: 'wrap', font: 'caption', color: 'secondary' }}>
              <Span>{drawInline(choice.word, drawing)}</Span>
              {choice.note !== undefined && <Span>{drawInline(choice.note, drawing)}</Span>}
              {choice.badges?.map(({ text, test }, at) => (
                <Span key={at}>{drawBadge(text, test ? 'warn' : 'quiet')}</Span>
              ))}
            </Box>
          </Box>
        </Box>
      ))}
    </Box>
  )
}
