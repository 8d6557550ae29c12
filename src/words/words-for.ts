// Chooses our words by the viewer's locale: German, French, else English.

import { actions as deActions } from './de/actions.ts'
import { extensions as deExtensions } from './de/extensions.ts'
import { forms as deForms } from './de/forms.ts'
import { mail as deMail } from './de/mail.ts'
import { de as dePanels } from './de/panels.ts'
import { plan as dePlan } from './de/plan.ts'
import { actions as enActions, type ActionWords } from './en/actions.ts'
import { extensions as enExtensions, type ExtensionWords } from './en/extensions.ts'
import { forms as enForms, type FormWords } from './en/forms.ts'
import { mail as enMail, type MailWords } from './en/mail.ts'
import { en as enPanels, type Words } from './en/panels.ts'
import { plan as enPlan, type PlanWords } from './en/plan.ts'
import { actions as frActions } from './fr/actions.ts'
import { extensions as frExtensions } from './fr/extensions.ts'
import { forms as frForms } from './fr/forms.ts'
import { mail as frMail } from './fr/mail.ts'
import { fr as frPanels } from './fr/panels.ts'
import { plan as frPlan } from './fr/plan.ts'

function choose<T>(locale: string, words: { en: T; de: T; fr: T }): T {
  const language = locale.slice(0, 2).toLowerCase()
  return language === 'de' || language === 'fr' ? words[language] : words.en
}

/** What panels of Stripe data say. */
export const panelWordsFor = (locale: string): Words =>
  choose(locale, { en: enPanels, de: dePanels, fr: frPanels })

/** What is said around in-house panels. */
export const extensionWordsFor = (locale: string): ExtensionWords =>
  choose(locale, { en: enExtensions, de: deExtensions, fr: frExtensions })

/** What is said around actions. */
export const actionWordsFor = (locale: string): ActionWords =>
  choose(locale, { en: enActions, de: deActions, fr: frActions })

/** What a form says at its fields. */
export const formWordsFor = (locale: string): FormWords =>
  choose(locale, { en: enForms, de: deForms, fr: frForms })

/** What mails say. */
export const mailWordsFor = (locale: string): MailWords =>
  choose(locale, { en: enMail, de: deMail, fr: frMail })

/** What is said about the plan of a company, where Tillside is hosted. */
export const planWordsFor = (locale: string): PlanWords =>
  choose(locale, { en: enPlan, de: dePlan, fr: frPlan })
