/** Kinds of timeline events; each has a sentence in app/components/timeline (English and German). */
export type TimelineKind =
  | "order.placed"
  | "order.paid"
  | "order.refunded"
  | "order.cancelled"
  | "order.deleted"
  | "order.disputed"
  | "order.dispute-lost"
  | "order.dispute-won"
  | "order.claimed"
  | "points.changed"
  | "points.available"
  | "points.adjusted"
  | "points.bonus"
  | "points.imported"
  | "points.expired"
  | "reward.redeemed"
  | "reward.issued"
  | "reward.used"
  | "reward.released"
  | "reward.returned"
  | "tier.changed"
  | "segment.entered"
  | "segment.left"
  | "consent.changed"
  | "message.sent"
  | "message.dropped"
  | "flow.entered"
  | "flow.ended"
  | "customer.merged"
  | "customer.created";

export type TimelineEvent = {
  customerId: bigint;
  kind: TimelineKind;
  /** Unique per shop: the same happening appended again is ignored. */
  key: string;
  occurredAt: Date;
  data: Record<string, string | number | bigint | boolean | null>;
};
