// Tabs, in both forms: separate TabList and TabPanels, and (in /ui/next) tabs that contain their content.

import {
  createContext,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { isNext, type SdkProps } from './sdk-names.ts'

type Known = { id: string; label: string; element: HTMLElement }
type TabsState = {
  selected: string | undefined
  select: (id: string) => void
  /** Registers a tab with its set; the first tab is selected until a person selects one. */
  join: (tab: Known) => () => void
  prefix: string
}

const TabsContext = createContext<TabsState>({
  selected: undefined,
  select: () => {},
  join: () => () => {},
  prefix: '',
})

export type TabsProps = SdkProps & {
  children?: ReactNode
  fitted?: boolean
  size?: 'small' | 'medium' | 'large'
  selectedKey?: string
  onSelectionChange?: (id: string) => unknown
}

const inOrder = (one: Known, other: Known) =>
  one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1

export function Tabs(props: TabsProps) {
  const { children, fitted = false, size = 'medium', selectedKey, onSelectionChange } = props
  const [own, setOwn] = useState<string>()
  const [known, setKnown] = useState<Known[]>([])
  const prefix = useId()
  const notify = useRef(onSelectionChange)
  notify.current = onSelectionChange
  const controlled = selectedKey !== undefined
  const selected = selectedKey ?? own ?? known[0]?.id
  const state = useMemo<TabsState>(
    () => ({
      selected,
      prefix,
      select: (id) => {
        if (!controlled) setOwn(id)
        void notify.current?.(id)
      },
      join: (tab) => {
        setKnown((tabs) => [...tabs, tab].sort(inOrder))
        return () => setKnown((tabs) => tabs.filter((one) => one !== tab))
      },
    }),
    [selected, prefix, controlled],
  )
  return (
    <TabsContext.Provider value={state}>
      <div className={`sd-tabs sd-size-${size}${fitted ? ' sd-fitted' : ''}`}>
        {isNext(props) && (
          <TabList>
            {known.map(({ id, label }) => (
              <TabButton key={id} id={id}>
                {label}
              </TabButton>
            ))}
          </TabList>
        )}
        {children}
      </div>
    </TabsContext.Provider>
  )
}

const steps: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** Arrow keys move between tabs and select, as in the tab pattern of the ARIA practices. */
function moveBetweenTabs(event: KeyboardEvent<HTMLDivElement>): void {
  const tabs = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]:not(:disabled)'))
  const step = steps[event.key]
  if (!step || tabs.length === 0) return
  event.preventDefault()
  const next = tabs[step(tabs.indexOf(document.activeElement as HTMLElement), tabs.length)]
  next?.focus()
  next?.click()
}

export const TabList = ({ children }: { children?: ReactNode }) => (
  <div role="tablist" className="sd-tab-list" onKeyDown={moveBetweenTabs}>
    {children}
  </div>
)

type TabButtonProps = {
  id: string
  disabled?: boolean
  children?: ReactNode
  own?: (element: HTMLElement | null) => void
}

function TabButton({ id, disabled = false, children, own }: TabButtonProps) {
  const { selected, select, prefix } = useContext(TabsContext)
  const isSelected = selected === id
  return (
    <button
      ref={own}
      type="button"
      role="tab"
      id={`${prefix}-tab-${id}`}
      aria-selected={isSelected}
      tabIndex={isSelected ? 0 : -1}
      className="sd-tab"
      disabled={disabled}
      onClick={() => select(id)}
    >
      {children}
    </button>
  )
}

export type TabProps = SdkProps & {
  children?: ReactNode
  id?: string
  /** The name of `id` in SDKs before 9. */
  tabKey?: string
  label?: string
  disabled?: boolean
}

export function Tab(props: TabProps) {
  const { children, label = '', disabled = false } = props
  const id = props.id ?? props.tabKey ?? ''
  const next = isNext(props)
  const element = useRef<HTMLElement | null>(null)
  const { join } = useContext(TabsContext)
  useEffect(() => {
    if (!element.current || disabled) return undefined
    return join({ id, label, element: element.current })
  }, [id, label, disabled, join])
  const own = (found: HTMLElement | null) => {
    element.current = found
  }
  if (!next) return <TabButton {...{ id, disabled, own }}>{children}</TabButton>
  return (
    <div ref={own}>
      <TabPanel id={id}>{children}</TabPanel>
    </div>
  )
}

export const TabPanels = ({ children }: { children?: ReactNode }) => (
  <div className="sd-tab-panels">{children}</div>
)

export function TabPanel({ children, id, tabKey }: { children?: ReactNode; id?: string; tabKey?: string }) {
  const { selected, prefix } = useContext(TabsContext)
  const key = id ?? tabKey ?? ''
  if (selected !== key) return null
  return (
    <div role="tabpanel" aria-labelledby={`${prefix}-tab-${key}`} className="sd-tab-panel" tabIndex={0}>
      {children}
    </div>
  )
}
