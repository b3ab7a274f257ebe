import { consentMutations } from "./customer-mutations.ts";
import { bulkMutations } from "./bulk-mutations.ts";
import type { Resolvers } from "./context.ts";
import { discountMutations } from "./discount-mutations.ts";
import { flowMutations } from "./flow-mutations.ts";
import { metafieldMutations } from "./metafield-mutations.ts";
import { pixelMutations } from "./pixel-mutations.ts";
import { segmentMutations } from "./segment-mutations.ts";
import { subscriptionMutations } from "./subscription-mutations.ts";
import { tagMutations } from "./tag-mutations.ts";
import { valueMutations } from "./value-mutations.ts";

export const Mutation: Resolvers = {
  ...metafieldMutations,
  ...consentMutations,
  ...tagMutations,
  ...segmentMutations,
  ...discountMutations,
  ...bulkMutations,
  ...valueMutations,
  ...subscriptionMutations,
  ...flowMutations,
  ...pixelMutations,
};
