/**
 * What became of a message after its hand-over, from the weakest to the strongest statement: one that comes later, or late, never takes back a stronger one.
 * `undelivered`: given up on for now (mailbox full, refused); nothing is said about the address. `bounced`: there is no such mailbox.
 */
export const outcomes = ["undelivered", "delivered", "bounced", "unsubscribed", "complained"] as const;
export type Outcome = (typeof outcomes)[number];

export function isOutcome(text: string | null): text is Outcome {
  return outcomes.some((outcome) => outcome === text);
}

/** Statements that are worth something without their message: they are about the address. */
export const aboutAddresses: readonly Outcome[] = ["bounced", "complained"];
