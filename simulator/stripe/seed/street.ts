// Creates groups of customers with the same currency, most with one plan.

import type { Method } from '../objects/method.ts'
import type { Author, Person, PersonSketch } from './author.ts'
import { periodBefore, subscribe, type PlanFacts } from './billing.ts'
import { card } from './main-people.ts'

const monthly = { every: 'month' } as const

export type Sketch = Omit<PersonSketch, 'created' | 'currency' | 'country'> & {
  /** Months ago. */
  since?: number
}
export type Plan = Omit<PlanFacts, 'key' | 'started' | 'period'> &
  Partial<Pick<PlanFacts, 'started' | 'period'>>

/** Creates customers of one account, with one plan each. */
export class Street {
  readonly author: Author
  readonly currency: string

  constructor(author: Author, currency: string) {
    this.author = author
    this.currency = currency
  }

  get visa(): Method {
    return card('visa', '1111', this.author.clock.cardMonth(15))
  }

  person({ since = 20, ...sketch }: Sketch): Person {
    return this.author.person({
      ...sketch,
      created: this.author.clock.months(since),
      currency: this.currency,
      country: 'DE',
    })
  }

  subscriber(sketch: Sketch, plan: Plan): Person {
    const { clock } = this.author
    const person = this.person({ method: this.visa, ...sketch })
    subscribe(this.author, person, {
      key: sketch.key,
      started: person.row.created,
      period: periodBefore(clock.days(-17), monthly),
      ...plan,
    })
    return person
  }
}
