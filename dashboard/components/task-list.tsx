// TaskList: steps and their status.

import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { Pressable } from './pressable.tsx'
import type { OnPress } from './remote-events.ts'

type TaskStatus = 'not-started' | 'in-progress' | 'blocked' | 'complete'
type SubTask = { title: string; status?: TaskStatus; onPress?: OnPress }
export type Task = SubTask & { subTasks?: SubTask[] }

const marks: Record<TaskStatus, { icon: string; words: string }> = {
  'not-started': { icon: 'circle', words: 'Not started' },
  'in-progress': { icon: 'clock', words: 'In progress' },
  blocked: { icon: 'warningCircle', words: 'Blocked' },
  complete: { icon: 'checkCircleFilled', words: 'Complete' },
}

export const TaskList = ({ children }: { children?: ReactNode }) => <ul className="sd-tasks">{children}</ul>

function TaskRow({ title, status = 'not-started', onPress }: SubTask) {
  const { icon, words } = marks[status] ?? marks['not-started']
  const content = (
    <>
      <span className={`sd-task-mark sd-task-${status}`}>
        <Icon name={icon} size="medium" />
      </span>
      <span className="sd-task-title">{title}</span>
      <span className="sd-unseen">{`, ${words}`}</span>
    </>
  )
  if (!onPress) return <span className="sd-task-row">{content}</span>
  return (
    <Pressable className="sd-task-row" onPress={onPress}>
      {content}
      <Icon name="chevronRight" size="xsmall" />
    </Pressable>
  )
}

export const TaskListItem = ({ subTasks = [], ...task }: Task) => (
  <li className="sd-task">
    <TaskRow {...task} />
    {subTasks.length > 0 && (
      <ul className="sd-subtasks">
        {subTasks.map((subTask, at) => (
          <li key={`${at} ${subTask.title}`}>
            <TaskRow {...subTask} />
          </li>
        ))}
      </ul>
    )}
  </li>
)
