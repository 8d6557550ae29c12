// What components need from the page around them, provided through a context.

import { createContext, useContext } from 'react'

/** A place in the Dashboard, as an extension names it. */
export type RouteDescriptor = {
  name: string
  params?: Record<string, unknown> | undefined
  envParams?: Record<string, string> | undefined
}

/** A file as Stripe's API describes it. */
export type UploadedFile = { id: string; object: 'file' } & Record<string, unknown>

export type DashboardServices = {
  /** The app whose views are drawn: its name is shown above every view. */
  app: { name: string; iconUrl?: string | undefined }
  /** Navigates inside the Dashboard; a string is a path or address in it. */
  navigate: (to: RouteDescriptor | string) => void
  /** Stores a file for StripeFileUploader. */
  uploadFile: (file: File, purpose: string) => Promise<UploadedFile>
  /** Called shortly after an OnboardingView is completed. */
  onboardingCompleted: () => void
  locale: string
}

const nothing: DashboardServices = {
  app: { name: 'App' },
  navigate: () => {},
  uploadFile: () => Promise.reject(new Error('This page cannot store files.')),
  onboardingCompleted: () => {},
  locale: 'en-US',
}

export const ServicesContext = createContext<DashboardServices>(nothing)

export const useServices = (): DashboardServices => useContext(ServicesContext)

/** Services with defaults for those a page does not provide. */
export const withDefaults = (services: Partial<DashboardServices>): DashboardServices => ({
  ...nothing,
  ...services,
})
