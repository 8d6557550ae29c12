// Every component name a remote tree may contain, with the component that draws it. The styles are in styles.css beside this file.

import type { ReactNode } from 'react'
import { Accordion, AccordionItem } from './accordion.tsx'
import { Badge, Chip, ChipList } from './badge.tsx'
import { Banner } from './banner.tsx'
import { Box, Inline } from './box.tsx'
import { Button, ButtonGroup, Link } from './button.tsx'
import { BarChart, LineChart, Sparkline } from './chart.tsx'
import { Checkbox, Radio, Switch } from './checks.tsx'
import { ContextView } from './context-view.tsx'
import { CurrencyField } from './currency-field.tsx'
import { DataTable } from './data-table.tsx'
import { DateField } from './date-field.tsx'
import { DateRangePicker } from './date-range-picker.tsx'
import { DetailPagePropertyList, DetailPageTable } from './detail-modules.tsx'
import { FormFieldGroup } from './field.tsx'
import { StripeFileUploader } from './file-uploader.tsx'
import { FocusView } from './focus-view.tsx'
import { Icon } from './icon.tsx'
import { Img } from './image.tsx'
import { List, ListItem, PropertyList, PropertyListItem } from './list.tsx'
import { Menu, MenuGroup, MenuItem } from './menu.tsx'
import { MeterChart } from './meter-chart.tsx'
import { OnboardingView } from './onboarding-view.tsx'
import { DetailPage, FullPageView, ListPage, OverviewPage, PageModule } from './pages.tsx'
import { SearchField } from './search-field.tsx'
import { Option, OptionGroup, Select } from './select.tsx'
import { ServicesContext, withDefaults, type DashboardServices } from './services.ts'
import { PlatformConfigurationView, SettingsView } from './settings-view.tsx'
import { SignInView } from './sign-in-view.tsx'
import { Divider, Spinner } from './spinner.tsx'
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeaderCell, TableRow } from './table.tsx'
import { Tab, TabList, TabPanel, TabPanels, Tabs } from './tabs.tsx'
import { TaskList, TaskListItem } from './task-list.tsx'
import { TextArea, TextField } from './text-field.tsx'
import { Tooltip } from './tooltip.tsx'

/** By name, for `createController`. Properties come unchecked from the sandbox, so their types are only expectations. */
export const components: Record<string, (props: never) => ReactNode> = {
  Accordion,
  AccordionItem,
  Badge,
  Banner,
  BarChart,
  Box,
  Button,
  ButtonGroup,
  Checkbox,
  Chip,
  ChipList,
  ContextView,
  CurrencyField,
  DataTable,
  DateField,
  DateRangePicker,
  DetailPage,
  DetailPagePropertyList,
  DetailPageTable,
  Divider,
  FocusView,
  FormFieldGroup,
  FullPageView,
  Icon,
  Img,
  Inline,
  LineChart,
  Link,
  List,
  ListItem,
  ListPage,
  Menu,
  MenuGroup,
  MenuItem,
  MeterChart,
  OnboardingView,
  OverviewPage,
  PageModule,
  PlatformConfigurationView,
  PropertyList,
  PropertyListItem,
  Radio,
  SearchField,
  Select,
  SettingsView,
  SignInView,
  SparkLineChart: Sparkline,
  Sparkline,
  Spinner,
  StripeFileUploader,
  Switch,
  Tab,
  TabList,
  TabPanel,
  TabPanels,
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeaderCell,
  TableRow,
  Tabs,
  TaskList,
  TaskListItem,
  TextArea,
  TextField,
  Tooltip,
  option: Option,
  optgroup: OptionGroup,
}

/** Provides the page's services to the components inside. */
export const DashboardServicesProvider = ({
  services,
  children,
}: {
  services: Partial<DashboardServices>
  children: ReactNode
}) => <ServicesContext.Provider value={withDefaults(services)}>{children}</ServicesContext.Provider>
