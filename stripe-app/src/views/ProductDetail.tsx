// Beside a product.

import { createObjectView } from '../panels/object-view.tsx'

export default createObjectView('product')
