/** Everything that can happen in a shop: each function changes the world and emits the webhooks that Shopify would send. */
export { addTags, createCustomer, deleteCustomer, findCustomerByEmail, mergeCustomers } from "./customers.ts";
export { removeTags, setEmailConsent, setSmsConsent, updateCustomer } from "./customers.ts";
export { collectionsOf, createCollection, deleteCollection, setCollectionProducts } from "./collections.ts";
export { activateDiscount, createDiscount, deactivateDiscount, deleteDiscount, removeCode } from "./discounts.ts";
export { createProduct, deleteProduct, tellOfPictures, updateProduct } from "./products.ts";
export { findVariant, placeOrder } from "./place-order.ts";
export type { OrderInput } from "./place-order.ts";
export { cancelOrder, editOrder, fulfilOrder, payOrder, refundOrder } from "./change-order.ts";
export { beginCheckout, dropCheckout, workOnCheckout } from "./checkouts.ts";
export { deliverOrder, tellOfParcel } from "./parcels.ts";
export { deleteOrder, moveDispute, openDispute } from "./order-fate.ts";
export type { RefundInput } from "./change-order.ts";
export {
  installApp,
  redactCustomer,
  redactShop,
  requestCustomerData,
  uninstallApp,
  updateScopes,
  updateAccountSettings,
  updateShop,
} from "./installation.ts";
