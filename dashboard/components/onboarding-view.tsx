// OnboardingView: steps at the left, the current one at the right.

import { useEffect, useRef, type ReactNode } from 'react'
import { AppMark } from './app-mark.tsx'
import { Icon } from './icon.tsx'
import { useServices } from './services.ts'
import { Spinner } from './spinner.tsx'
import { TaskList, TaskListItem, type Task } from './task-list.tsx'

export type OnboardingViewProps = {
  children?: ReactNode
  title?: string
  description?: string
  tasks?: Task[]
  completed?: boolean
  error?: ReactNode
  pending?: boolean
}

/** How long the last step stays visible. */
const closeAfterMs = 1500

export function OnboardingView(props: OnboardingViewProps) {
  const { children, title, description, tasks = [], completed = false, error, pending = false } = props
  const { app, onboardingCompleted } = useServices()
  const notify = useRef(onboardingCompleted)
  notify.current = onboardingCompleted
  useEffect(() => {
    if (!completed) return undefined
    const timer = setTimeout(() => notify.current(), closeAfterMs)
    return () => clearTimeout(timer)
  }, [completed])
  return (
    <section className="sd-view sd-onboarding" aria-label={`Set up ${app.name}`}>
      <aside className="sd-onboarding-steps" aria-label="Steps">
        <div className="sd-view-app">
          <AppMark /> <span>{app.name}</span>
        </div>
        <TaskList>
          {tasks.map((task, at) => (
            <TaskListItem key={`${at} ${task.title}`} {...task} />
          ))}
        </TaskList>
      </aside>
      <div className="sd-onboarding-main" aria-busy={pending || undefined}>
        <h2>{title}</h2>
        {description && <p className="sd-view-about">{description}</p>}
        {error !== undefined && error !== null && (
          <div role="alert" className="sd-onboarding-error">
            {error}
          </div>
        )}
        {pending ? (
          <div className="sd-waiting">
            <Spinner size="large" /> <span role="status">Setting up {app.name}</span>
          </div>
        ) : (
          children
        )}
        {completed && (
          <div className="sd-done" role="status">
            <Icon name="checkCircleFilled" size="medium" /> All steps are done
          </div>
        )}
      </div>
    </section>
  )
}
