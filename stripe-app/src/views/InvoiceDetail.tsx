// The view beside an invoice.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('invoice')
