// The view beside a customer.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('customer')
