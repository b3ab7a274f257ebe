import type { Tx } from "../../db.server.ts";
import type { Edited, EditedQuestion } from "../content/store/edited.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";

/**
 * What emails rest on and other nouns own, read anew before they leave. Messages say only what they need to know; the noun that owns a fact exports
 * a `FactSource` for it, and who sends hands all of them over (jobs/loops/fact-sources.server.ts).
 */
export type Facts = {
  /** The redemption that the email names: its state; null where there is none. */
  redemption: { state: string } | null;
  /** The tier that the customer holds, and until when it is kept though it is no longer earned. */
  tier: { key: string | null; graceUntil: Date | null };
  /** The customer's points, and the rules in force. Null where they are not known: then nothing is said of them. */
  points: { account: Balance | null; rules: ProgramRules | null };
  /** What the fewest points buy, whether the customer has them or not; null where that is nothing. */
  cheapest: CheapestReward | null;
  /** The code of the customer's own link by which they recommend the shop; null where they have none, or it leads nowhere. */
  friend: string | null;
  /** An email that the merchant edited, with what its products and its cart are chosen from; null where there is no such version. */
  edited: Edited | null;
  /** Whether the survey that an email asks, if it asks one, may be asked of its reader now. */
  survey: "open" | "closed" | "asked-lately";
  /** Whether the author of a review is still to be asked if its photos may be shown elsewhere. */
  photos: "wanted" | "settled";
  /** The event that the email tells of, as it is now, and where its reader stands; null: they have nothing to do with it, or there is none. */
  gathering: GatheringFact | null;
  /** The reward that an email of a flow is about: what its run has given, or the one that began it; null where it is about none. */
  gift: Gift | null;
};

/** A reward of a flow. `making`: its code is not there yet. `gone`: used, taken back, or about to end. */
export type Gift =
  | { state: "making" | "gone" }
  | {
      state: "ready";
      /** What the merchant calls it, by language. */
      title: Record<string, string>;
      code: string;
      expiresAt: Date | null;
      percent: number | null;
      /** Minor units of shop money, as `minimumMinor`, the least that the order must be worth. */
      amountMinor: bigint | null;
      minimumMinor: bigint | null;
    };

export type GatheringFact = {
  /** The end of its page's address. */
  handle: string;
  title: Record<string, string>;
  startsAt: Date;
  endsAt: Date;
  /** Whose clocks the times are read on. */
  timeZone: string;
  /** Null: online. */
  place: Record<string, string> | null;
  url: string | null;
  isOpen: boolean;
  isCalledOff: boolean;
  /** registered | waiting | left */
  registration: string;
  /** By which its page knows the reader. */
  token: string;
};

export type Balance = { available: bigint; pending: bigint; expiring: { points: bigint; at: Date } | null };
export type CheapestReward = { points: bigint; title: string | Record<string, string> };

export type FactKey = keyof Facts;

/** Which one a message is about, where a customer has several; null: the customer's own. */
export type About = {
  redemption: bigint | null;
  tier: null;
  points: null;
  cheapest: null;
  friend: null;
  edited: EditedQuestion;
  survey: Pick<EditedQuestion, "emailId" | "version">;
  /** The review. */
  photos: bigint;
  gathering: number;
  gift: GiftQuestion | null;
};

export type GiftQuestion = { intent: string } | { redemptionId: bigint };

export type Question<Key extends FactKey = FactKey> = { customerId: bigint; about: About[Key] };

/** Answers in the order of the questions, all of one shop. */
export type FactSource<Key extends FactKey> = (
  tx: Tx,
  shopId: number,
  questions: readonly Question<Key>[],
  now: Date,
) => Promise<readonly Facts[Key][]>;

/** A fact without a source does not compile. */
export type FactSources = { readonly [Key in FactKey]: FactSource<Key> };
