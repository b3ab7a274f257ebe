/** Shopify says that a customer has come to one of its own segments, or has left it. */
export type MirrorFact = { kind: "shopify-segment"; segmentId: bigint; customerId: bigint; joined: boolean; at: Date };
