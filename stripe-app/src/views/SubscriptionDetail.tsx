// The view beside a subscription.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('subscription')
