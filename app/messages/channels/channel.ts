import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Rendered } from "../content/into-layout.ts";

/** What became of handing a message over. "unknown": it may have been taken, so sending again might send it twice. */
export type Delivery =
  /** `providerId`: what it is called there, where that is said. */
  | { kind: "accepted"; providerId?: string | null }
  | { kind: "temporary"; reason: string }
  /** `addressIsDead`: nothing that is sent there will ever arrive. */
  | { kind: "permanent"; reason: string; addressIsDead: boolean }
  | { kind: "unknown"; reason: string };

/** What every message has, however it travels. */
export type Addressed = {
  to: string;
  /** What merchants see it called; null where the channel knows no subjects. */ subject: string | null;
};

/**
 * Hands messages over; never throws. `isWanted` is asked when it is a message's turn, which it may have to wait for: what is not wanted any more is a temporary
 * failure, so that it is decided about anew.
 */
export type Transport<Content extends Addressed = Addressed> = {
  send(content: Content, isWanted?: () => Promise<boolean>): Promise<Delivery>;
  close(): void;
};

export type SenderSettings = {
  senderName: string | null;
  /** As the merchant entered it. */
  senderEmail: string | null;
  /** The one that a click has proved. */
  senderProved: string | null;
  replyTo: string | null;
  shopName: string;
  shopEmail: string | null;
};

/** A message in words, before it is the channel's own. */
export type Written = {
  /** Names the message to the outside, and back (outcomes/mark.ts). */
  mark: string;
  sender: SenderSettings;
  /** The operator's own address, for shops that have proved none. */
  operatorAddress: string;
  to: string;
  locale: ShopperLocale;
  rendered: Rendered;
  /** Null for a message that is no advertising. */
  unsubscribeUrl: string | null;
  now: Date;
};

/**
 * A way to reach customers. Everything above a channel speaks of addresses: which they are, whether one can be written to, and what a
 * failure means is said here.
 */
export type Channel<Content extends Addressed = Addressed> = {
  /** The letter that unsubscribe links of this channel begin with. */
  linkLetter: string;
  /** Columns of `customers` with the address and the consent. */
  columns: { address: string; consent: string; consentAt: string; optInLevel: string };
  /** Whether a message can be addressed to it. Addresses are compared and kept in lower case. */
  isAddress(address: string): boolean;
  /** Whether the same message handed over again (by its key) arrives once. Where not, an unknown outcome ends it. */
  idempotent: boolean;
  /** Whether somebody reads the answers. */
  canReply(sender: SenderSettings, operatorAddress: string): boolean;
  /** @throws when the recipient is none of the channel's addresses: the policy refuses those before */
  compose(written: Written): Content;
};
