// Samples of components that show content: buttons, badges, lists, tabs, tables, charts.

import { Accordion, AccordionItem } from '../accordion.tsx'
import { Badge, Chip, ChipList } from '../badge.tsx'
import { Banner } from '../banner.tsx'
import { Box, Inline } from '../box.tsx'
import { Button, ButtonGroup, Link } from '../button.tsx'
import { BarChart, LineChart, Sparkline } from '../chart.tsx'
import { glyphNames } from '../icon-glyphs.ts'
import { Icon } from '../icon.tsx'
import { Img } from '../image.tsx'
import { List, ListItem, PropertyList, PropertyListItem } from '../list.tsx'
import { Menu, MenuGroup, MenuItem } from '../menu.tsx'
import { MeterChart } from '../meter-chart.tsx'
import { Divider, Spinner } from '../spinner.tsx'
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeaderCell, TableRow } from '../table.tsx'
import { Tab, TabList, TabPanel, TabPanels, Tabs } from '../tabs.tsx'
import { TaskList, TaskListItem } from '../task-list.tsx'
import { Tooltip } from '../tooltip.tsx'
import { record } from './calls.ts'
import { Sheet } from './sheet.tsx'

const square = `data:image/svg+xml,${encodeURIComponent("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='#f0b429'/></svg>")}`

const Buttons = () => (
  <Sheet title="Buttons">
    <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap', alignY: 'center' }}>
      <Button type="primary" onPress={record('press')}>
        Approve
      </Button>
      <Button>Cancel</Button>
      <Button type="destructive">
        <Icon name="delete" /> Delete
      </Button>
      <Button size="small">Small</Button>
      <Button size="large" type="primary">
        Large
      </Button>
    </Box>
    <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap' }}>
      <Button disabled>Disabled</Button>
      <Button type="primary" disabled>
        Disabled
      </Button>
      <Button pending>Saving</Button>
      <Button type="primary" pending>
        Saving
      </Button>
    </Box>
    <Button type="primary" css={{ width: 'fill' }}>
      Full width
    </Button>
    <ButtonGroup>
      <Button>Refund</Button>
      <Button>Send again</Button>
      <Button>Download label</Button>
      <Button>Archive order</Button>
      <Button type="destructive">Cancel order</Button>
    </ButtonGroup>
    <ButtonGroup direction="column">
      <Button>First</Button>
      <Button>Second</Button>
    </ButtonGroup>
    <Divider />
    <Box>
      <Link href={{ name: 'customerDetails', params: { customerId: 'cus_1' } }}>A customer</Link>,{' '}
      <Link href="https://example.com" external>
        an external page
      </Link>
      ,{' '}
      <Link type="secondary" onPress={record('link')}>
        a quiet link
      </Link>
      , <Link href="javascript:alert(1)">a link that leads nowhere</Link>.
    </Box>
    <Box css={{ stack: 'x', gap: 'medium', alignY: 'center', wrap: 'wrap' }}>
      <Menu
        trigger={
          <Button>
            Actions <Icon name="chevronDown" size="xsmall" />
          </Button>
        }
        onAction={record('menu')}
      >
        <MenuGroup title="Order">
          <MenuItem id="ship">Ship</MenuItem>
          <MenuItem id="hold" disabled>
            Hold
          </MenuItem>
        </MenuGroup>
        <MenuGroup title="Money">
          <MenuItem id="refund">Refund</MenuItem>
        </MenuGroup>
      </Menu>
      <Tooltip trigger={<Button size="small">Point here</Button>}>The parcel left the warehouse.</Tooltip>
      <Tooltip trigger={<Icon name="info" />} type="label">
        About this order
      </Tooltip>
      <Spinner size="small" />
      <Spinner />
      <Spinner size="large" />
    </Box>
  </Sheet>
)

const Words = () => (
  <Sheet title="Badges and banners">
    <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap' }}>
      <Badge>Neutral</Badge>
      <Badge type="info">Info</Badge>
      <Badge type="positive">Paid</Badge>
      <Badge type="warning">Incomplete</Badge>
      <Badge type="negative">Failed</Badge>
      <Badge type="urgent">Needs response</Badge>
    </Box>
    <ChipList>
      <Chip label="Status" value="Paid" onClose={record('close')} onDropdown={record('dropdown')} />
      <Chip label="Country" value={['DE', 'FR']} onClose={record('close')} />
      <Chip label="Date" onAddSuggestion={record('suggest')} />
      <Chip value="Plain" />
    </ChipList>
    <Banner
      title="Returns are open"
      description="Until 12 December, customers may send items back."
      onDismiss={record('dismiss')}
    />
    <Banner
      type="caution"
      title="The carrier is late"
      description="Two of three parcels have not moved since Tuesday."
      actions={
        <>
          <Button size="small">See parcels</Button>
          <Link href="https://example.com">Carrier status</Link>
        </>
      }
    />
    <Banner type="critical" title="The refund failed" description="The bank declined it. Nothing was sent." />
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      {[
        'title',
        'heading',
        'subtitle',
        'subheading',
        'lead',
        'body',
        'bodyEmphasized',
        'caption',
        'kicker',
      ].map((font) => (
        <Box key={font} css={{ font }}>
          The font {font}
        </Box>
      ))}
    </Box>
    <Box css={{ stack: 'x', gap: 'small', wrap: 'wrap' }}>
      {['brand', 'primary', 'secondary', 'info', 'success', 'attention', 'critical'].map((color) => (
        <Inline key={color} css={{ color, fontWeight: 'semibold' }}>
          {color}
        </Inline>
      ))}
    </Box>
    <Box css={{ stack: 'x', gap: 'medium' }}>
      <Box css={{ width: '1/3', padding: 'medium', keyline: 'neutral', borderRadius: 'medium' }}>A third</Box>
      <Box css={{ width: '2/3', padding: 'medium', backgroundColor: 'container', borderRadius: 'medium' }}>
        Two thirds
      </Box>
    </Box>
  </Sheet>
)

const Lists = () => (
  <Sheet title="Lists">
    <List onAction={record('list')}>
      <ListItem
        id="one"
        title="Linen shirt, blue"
        secondaryTitle="2 × €45.00"
        value={<Inline>€90.00</Inline>}
        image={<Img src={square} alt="" width={32} height={32} />}
      />
      <ListItem
        id="two"
        title="Gift card"
        secondaryTitle="Never expires"
        value={<Badge type="positive">Active</Badge>}
        icon={<Icon name="gift" size="medium" />}
      />
      <ListItem
        id="three"
        title="A very long name of a thing that does not fit beside its amount at all"
        value="€1,204.00"
      />
    </List>
    <Divider />
    <PropertyList>
      <PropertyListItem label="Tracking" value={<Link href="https://example.com">JD014600006789</Link>} />
      <PropertyListItem label="Carrier" value="DHL Express" />
      <PropertyListItem label="Address" value="Kastanienallee 12, 10435 Berlin, Germany" />
    </PropertyList>
    <PropertyList orientation="horizontal">
      <PropertyListItem label="Orders" value="12" />
      <PropertyListItem label="Returned" value="1" />
      <PropertyListItem label="Since" value="Mar 2024" />
    </PropertyList>
    <Accordion>
      <AccordionItem
        title="Parcel 1"
        subtitle="2 items"
        media={<Icon name="truck" size="medium" />}
        actions={<Button size="small">Track</Button>}
        defaultOpen
        onChange={record('accordion')}
      >
        Left Leipzig at 06:12.
      </AccordionItem>
      <AccordionItem title="Parcel 2" subtitle="1 item">
        Waiting for the carrier.
      </AccordionItem>
    </Accordion>
    <TaskList>
      <TaskListItem title="Connect the warehouse" status="complete" />
      <TaskListItem
        title="Choose carriers"
        status="in-progress"
        onPress={record('task')}
        subTasks={[
          { title: 'DHL', status: 'complete' },
          { title: 'UPS', status: 'blocked', onPress: record('subtask') },
        ]}
      />
      <TaskListItem title="Print a label" />
    </TaskList>
  </Sheet>
)

const TabsAndTables = () => (
  <Sheet title="Tabs and tables">
    <Tabs onSelectionChange={record('tab')}>
      <TabList>
        <Tab id="items">Items</Tab>
        <Tab id="events">Events</Tab>
        <Tab id="notes" disabled>
          Notes
        </Tab>
      </TabList>
      <TabPanels>
        <TabPanel id="items">
          <Table>
            <TableHead>
              <TableRow>
                <TableHeaderCell width="maximized">Item</TableHeaderCell>
                <TableHeaderCell align="right">Qty</TableHeaderCell>
                <TableHeaderCell align="right">Amount</TableHeaderCell>
              </TableRow>
            </TableHead>
            <TableBody>
              <TableRow>
                <TableCell wrap>Linen shirt</TableCell>
                <TableCell align="right">2</TableCell>
                <TableCell align="right">€90.00</TableCell>
              </TableRow>
              <TableRow>
                <TableCell wrap>Gift card, sent by email to somebody with a long name</TableCell>
                <TableCell align="right">1</TableCell>
                <TableCell align="right">€25.00</TableCell>
              </TableRow>
            </TableBody>
            <TableFooter>
              <TableRow>
                <TableCell colSpan={2}>Total</TableCell>
                <TableCell align="right">€115.00</TableCell>
              </TableRow>
            </TableFooter>
          </Table>
        </TabPanel>
        <TabPanel id="events">Nothing happened.</TabPanel>
        <TabPanel id="notes">Never seen.</TabPanel>
      </TabPanels>
    </Tabs>
    <Tabs fitted size="small">
      <TabList>
        <Tab id="a">Fitted</Tab>
        <Tab id="b">Small</Tab>
      </TabList>
    </Tabs>
    <Tabs schemaVersion="v9Next">
      <Tab schemaVersion="v9Next" id="one" label="Next one">
        Content of the first.
      </Tab>
      <Tab schemaVersion="v9Next" id="two" label="Next two">
        Content of the second.
      </Tab>
    </Tabs>
  </Sheet>
)

const day = (date: number) => new Date(Date.UTC(2026, 10, date))
const revenue = [12, 30, 18, 44, 38, 61].map((amount, at) => ({
  month: `${['Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'][at]}`,
  amount: amount * 100,
  store: 'Berlin',
}))
const both = [
  ...revenue,
  ...revenue.map((row) => ({ ...row, amount: row.amount * 0.6 + 400, store: 'Lyon' })),
]
const visits = [3, 5, 4, null, 8, 9, 7, 12].map((y, at) => ({
  x: day(at + 1),
  y,
  name: 'Visits',
  status: at > 5 ? 'incomplete' : 'complete',
}))

const Charts = () => (
  <Sheet title="Charts">
    <BarChart
      data={both}
      x="month"
      y={{ value: 'amount', label: 'Revenue', format: { currency: 'EUR', fractionalDigits: 0 } }}
      color="store"
    />
    <LineChart data={both} x="month" y="amount" color="store" grid="both" />
    <Sparkline data={revenue} x="month" y="amount" />
    <LineChart schemaVersion="v9Next" data={visits} />
    <BarChart schemaVersion="v9Next" data={visits} />
    <MeterChart
      data={[
        { label: 'Paid', value: 820_00 },
        { label: 'Open', value: 140_00 },
        { label: 'Late', value: 61_50 },
      ]}
      unitFormat={{ unit: 'currency', options: { currency: 'EUR' } }}
      legendEnabled
      onSegmentClick={record('segment')}
    />
  </Sheet>
)

const Icons = () => (
  <Sheet title="Icons">
    <Box css={{ stack: 'x', wrap: 'wrap', gap: 12 }}>
      {glyphNames.map((name) => (
        <Icon key={name} name={name} size="large" />
      ))}
    </Box>
  </Sheet>
)

export const contentScreens = {
  buttons: Buttons,
  words: Words,
  lists: Lists,
  tabs: TabsAndTables,
  charts: Charts,
  icons: Icons,
}
