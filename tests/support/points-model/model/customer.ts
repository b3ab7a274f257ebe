import type { Movement } from "./age.ts";
import type { Birthday, Consent, Person } from "./people.ts";
import type { Standing } from "./tiers.ts";

export type Customer = {
  id: bigint;
  movements: Movement[];
  mergedInto: bigint | null;
  /** When they became somebody else. */
  left: number | null;
  /** Whether they have ever had points, a tier or a word with the program. */
  hasAccount: boolean;
  standing: Standing;
  /** Null: known from an order at most. */
  person: Person | null;
  consent: Consent;
  birthday: Birthday | null;
  /** What has changed since their tier was judged. */
  changed: boolean;
};

/** Why a redemption's code may go and its points come back. */
export type Ending = "expired" | "withdrawn" | "disabled" | "refused";
export type Redemption = {
  id: bigint;
  customer: bigint;
  points: number;
  /** Handed out at once, so that nothing can come back. */
  paidOut: boolean;
  /** The app has written down that Shopify holds the code. */
  issued: boolean;
  /** Days after it was handed out, and then to the last minute; null for ever. */
  validDays: number | null;
  ending: Ending | null;
  expires: number | null;
  released: boolean;
  usedBy: bigint | null;
  back: number;
};
