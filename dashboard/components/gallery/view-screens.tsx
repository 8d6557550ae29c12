// Samples of views.

import { useState } from 'react'
import { Badge } from '../badge.tsx'
import { Banner } from '../banner.tsx'
import { Box } from '../box.tsx'
import { Button, Link } from '../button.tsx'
import { ContextView } from '../context-view.tsx'
import { FocusView } from '../focus-view.tsx'
import { Icon } from '../icon.tsx'
import { List, ListItem, PropertyList, PropertyListItem } from '../list.tsx'
import { OnboardingView } from '../onboarding-view.tsx'
import { PlatformConfigurationView, SettingsView } from '../settings-view.tsx'
import { SignInView } from '../sign-in-view.tsx'
import { Divider } from '../spinner.tsx'
import { TextArea, TextField } from '../text-field.tsx'
import { Checkbox } from '../checks.tsx'
import { record } from './calls.ts'

const box = `data:image/svg+xml,${encodeURIComponent("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='white' stroke-width='1.6'><path d='M8 2l5.500 3v6l-5.500 3l-5.500-3v-6z M2.500 5l5.500 3l5.500-3 M8 8v6'/></svg>")}`

const Drawer = () => (
  <ContextView
    title="Order 1042"
    description="Two parcels to Berlin"
    brandColor="#0f766e"
    brandIcon={box}
    externalLink={{ label: 'Open in Shipping Desk', href: 'https://example.com/orders/1042' }}
    actions={
      <>
        <Button type="primary">Approve return</Button>
        <Button>Refresh</Button>
      </>
    }
    banner={
      <Banner type="caution" title="One parcel is late" description="It has not moved since Tuesday." />
    }
    footerContent={<>Read 2 minutes ago</>}
    primaryAction={<Button type="primary">Save</Button>}
    secondaryAction={<Button>Cancel</Button>}
  >
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <PropertyList>
        <PropertyListItem label="Status" value={<Badge type="info">In transit</Badge>} />
        <PropertyListItem
          label="Tracking"
          value={
            <Link href="https://example.com" external>
              JD014600006789
            </Link>
          }
        />
        <PropertyListItem label="Expected" value="Mon, Nov 23" />
      </PropertyList>
      <Divider />
      <Box css={{ font: 'subheading' }}>Items</Box>
      <List onAction={record('list')}>
        <ListItem
          id="a"
          title="Linen shirt, blue"
          secondaryTitle="Size M"
          value="2 × €45.00"
          icon={<Icon name="product" size="medium" />}
        />
        <ListItem id="b" title="Gift card" value="€25.00" icon={<Icon name="gift" size="medium" />} />
      </List>
    </Box>
  </ContextView>
)

function Focus() {
  const [shown, setShown] = useState(true)
  return (
    <ContextView title="Order 1042">
      <Button onPress={() => setShown(true)}>Approve return</Button>
      <FocusView
        title="Approve return"
        shown={shown}
        setShown={setShown}
        confirmCloseMessages={{
          title: 'Leave without refunding?',
          description: 'What you entered is lost.',
          cancelAction: 'Stay',
          exitAction: 'Leave',
        }}
        footerContent={<>Step 1 of 2</>}
        primaryAction={
          <Button type="primary" onPress={() => setShown(false)}>
            Continue
          </Button>
        }
        secondaryAction={<Button>Back</Button>}
      >
        <Box css={{ stack: 'y', gap: 'medium' }}>
          <Checkbox label="Linen shirt, blue" description="€45.00" defaultChecked />
          <Checkbox label="Gift card" description="€25.00" />
          <TextArea label="Reason" placeholder="Seen by the customer" />
        </Box>
      </FocusView>
    </ContextView>
  )
}

const Settings = () => (
  <SettingsView onSave={record('save')} statusMessage="Saved">
    <Box css={{ stack: 'y', gap: 'medium' }}>
      <TextField
        label="Gateway"
        name="gateway"
        defaultValue="https://tillside.example.com/"
        description="Where your gateway answers."
      />
      <Checkbox label="Show shipments" name="shipments" value="yes" defaultChecked />
      <Banner title="Connected" description="The gateway answered in 84 ms." />
    </Box>
  </SettingsView>
)

const Platform = () => (
  <PlatformConfigurationView onSubmit={record('submit')}>
    <TextField label="Account prefix" name="prefix" defaultValue="acme" />
  </PlatformConfigurationView>
)

const SignIn = () => (
  <SignInView
    brandColor="#0f766e"
    brandIcon={box}
    description="See parcels and returns beside each payment, and refund without leaving the page."
    descriptionActionLabel="Learn more"
    descriptionActionTitle="What Shipping Desk does"
    descriptionActionContents={<Box>It reads parcels and offers refunds.</Box>}
    primaryAction={{ label: 'Get started', href: 'https://example.com/start' }}
    secondaryAction={{ label: 'Sign in', onPress: record('signIn') }}
    footerContent={
      <>
        No account? <Link href="https://example.com">Create one</Link>
      </>
    }
  />
)

const tasks = [
  { title: 'Connect', status: 'complete' as const },
  {
    title: 'Choose carriers',
    status: 'in-progress' as const,
    onPress: record('task'),
    subTasks: [{ title: 'Rates', status: 'not-started' as const }],
  },
  { title: 'Finish' },
]

const Onboarding = () => (
  <OnboardingView
    title="Choose carriers"
    description="You can change this later."
    tasks={tasks}
    completed={false}
    error={<>UPS did not answer.</>}
  >
    <Box css={{ stack: 'y', gap: 'small', alignX: 'start' }}>
      <Checkbox label="DHL" defaultChecked />
      <Checkbox label="UPS" />
      <Button type="primary">Continue</Button>
    </Box>
  </OnboardingView>
)

const Onboarded = () => <OnboardingView title="Finish" tasks={tasks} completed pending={false} />

export const viewScreens = {
  drawer: Drawer,
  focus: Focus,
  settings: Settings,
  platform: Platform,
  'sign-in': SignIn,
  onboarding: Onboarding,
  onboarded: Onboarded,
}
