import type { CheckoutFact } from "./checkout.ts";
import type { CustomerFact } from "./customer.ts";
import type { DiscountFact } from "./discount.ts";
import type { MirrorFact } from "./mirror.ts";
import type { OrderFact } from "./order.ts";
import type { ParcelFact } from "./parcel.ts";
import type { PrivacyFact } from "./privacy.ts";
import type { ProductFact } from "./product.ts";
import type { ShopFact } from "./shop.ts";

/** Everything that the outside can say. A kind of it that the pipeline has no step for does not compile (app/pipeline/sort-facts.ts). */
export type Fact =
  OrderFact | ParcelFact | CheckoutFact | CustomerFact | ProductFact | DiscountFact | MirrorFact | ShopFact | PrivacyFact;

export type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { kind: Kind }>;
