// Every component name of @stripe/ui-extension-sdk 9.3.0, by entry point: what a remote tree may ask the host to draw.

/** The stable entry, `@stripe/ui-extension-sdk/ui`. */
export const uiNames = [
  'Accordion', 'AccordionItem', 'Badge', 'Banner', 'BarChart', 'Box', 'Button', 'ButtonGroup', 'Checkbox', 'Chip',
  'ChipList', 'ContextView', 'CurrencyField', 'DataTable', 'DateField', 'DateRangePicker', 'DetailPage',
  'DetailPagePropertyList', 'DetailPageTable', 'Divider', 'FocusView', 'FormFieldGroup', 'FullPageView', 'Icon', 'Img',
  'Inline', 'LineChart', 'Link', 'List', 'ListItem', 'Menu', 'MenuGroup', 'MenuItem', 'OnboardingView', 'OverviewPage',
  'PageModule', 'PlatformConfigurationView', 'PropertyList', 'PropertyListItem', 'Radio', 'SearchField', 'Select',
  'SettingsView', 'SignInView', 'Sparkline', 'Spinner', 'StripeFileUploader', 'Switch', 'Tab', 'TabList', 'TabPanel',
  'TabPanels', 'Table', 'TableBody', 'TableCell', 'TableFooter', 'TableHead', 'TableHeaderCell', 'TableRow', 'Tabs',
  'TaskList', 'TaskListItem', 'TextArea', 'TextField', 'Tooltip',
] as const // prettier-ignore

/** `/ui/next`: four of these share a name with the stable entry and are told apart by `schemaVersion`. */
export const nextNames = ['BarChart', 'LineChart', 'MeterChart', 'SparkLineChart', 'Tab', 'Tabs'] as const

/** `/ui/experimental`. */
export const experimentalNames = ['ListPage'] as const

/** HTML elements that extensions use as they are, inside Select. */
export const intrinsicNames = ['option', 'optgroup'] as const

/** What the SDK adds to the properties of every component. */
export type SdkProps = {
  schemaVersion?: string | undefined
}

/** Whether a component comes from `/ui/next`. */
export const isNext = (props: SdkProps): boolean => props.schemaVersion?.endsWith('Next') ?? false
