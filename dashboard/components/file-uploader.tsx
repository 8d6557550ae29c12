// StripeFileUploader: hands a chosen file to the page, which stores it as Stripe would.

import { useId, useState, type ChangeEvent, type DragEvent } from 'react'
import { Icon } from './icon.tsx'
import { useServices, type UploadedFile } from './services.ts'
import { Spinner } from './spinner.tsx'

export type StripeFileUploaderProps = {
  label?: string
  purpose?: string
  onComplete?: (file: UploadedFile) => unknown
  onError?: (error: { message: string }) => unknown
}

type Progress = { state: 'empty' | 'sending' | 'done' | 'failed'; words: string }

export function StripeFileUploader({
  label = 'File',
  purpose = '',
  onComplete,
  onError,
}: StripeFileUploaderProps) {
  const { uploadFile } = useServices()
  const [progress, setProgress] = useState<Progress>({
    state: 'empty',
    words: 'Drop a file here, or choose one',
  })
  const id = useId()
  const send = async (file: File) => {
    setProgress({ state: 'sending', words: `Uploading ${file.name}` })
    try {
      const stored = await uploadFile(file, purpose)
      setProgress({ state: 'done', words: file.name })
      onComplete?.(stored)
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : 'The file could not be stored.'
      setProgress({ state: 'failed', words: message })
      onError?.({ message })
    }
  }
  const sendFirst = (files: FileList | null) => {
    const [file] = files ?? []
    if (file) void send(file)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    sendFirst(event.dataTransfer.files)
  }
  return (
    <div className="sd-field">
      <label htmlFor={id} className="sd-field-label">
        {label}
      </label>
      <div
        className={`sd-upload sd-upload-${progress.state}`}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      >
        {progress.state === 'sending' ? (
          <Spinner size="small" />
        ) : (
          <Icon name={icons[progress.state]} size="medium" />
        )}
        <span id={`${id}-state`} role="status">
          {progress.words}
        </span>
        <input
          id={id}
          type="file"
          className="sd-upload-input"
          aria-describedby={`${id}-state`}
          onChange={(event: ChangeEvent<HTMLInputElement>) => sendFirst(event.currentTarget.files)}
        />
      </div>
    </div>
  )
}

const icons = { empty: 'upload', sending: 'upload', done: 'checkCircle', failed: 'warningCircle' }
