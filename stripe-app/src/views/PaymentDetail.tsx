// The view beside a payment.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('payment')
