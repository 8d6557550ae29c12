// The view beside a product.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('product')
