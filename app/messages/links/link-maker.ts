import { signClick } from "../clicks/token.ts";
import { isWebAddress } from "../../lib/web-address.ts";
import { inAscii, isOtherAddress, LAST_LINK, TRAP, type LinkOf, type TrackedTarget } from "./target.ts";

export type LinkSource = {
  shopId: number;
  messageId: bigint;
  /** Where the app proxy answers in the shop: `https://www.example.com/apps/reprise`. */
  proxyUrl: string;
  /** Where advertising is stopped, and what of it is chosen. */
  unsubscribeUrl: string;
  preferencesUrl: string;
  /** Whether clicks are noted: only where the reader has agreed to advertising. */
  tracked: boolean;
  secret: string;
};

/**
 * The links of one message. A web address of a tracked message leads through the shop's own domain, and from there byte by byte to where it says; `mailto:`, `tel:` and
 * places in the email stay as they are.
 * @throws Error for an address that no email may have, and for an index that is none
 */
export function linkMaker(source: LinkSource): LinkOf {
  return (target, index) => {
    if (target.to === "unsubscribe") return source.unsubscribeUrl;
    if (target.to === "preferences") return source.preferencesUrl;
    if (!Number.isInteger(index) || index < 0 || (index > LAST_LINK && index !== TRAP)) throw new Error(`No link ${index}`);
    if (target.to === "url") {
      const url = inAscii(target.url);
      if (isOtherAddress(url)) return url;
      if (!isWebAddress(url)) throw new Error("An email may not lead there");
      return source.tracked ? throughShop(source, { to: "url", url }, index) : url;
    }
    return throughShop(source, target, index);
  };
}

function throughShop({ proxyUrl, shopId, messageId, secret }: LinkSource, target: TrackedTarget, index: number): string {
  return `${proxyUrl}/r/${signClick({ shopId, messageId, index, target }, secret)}`;
}

/** The links of a sample that nobody was sent: addresses as they are, the rest leads nowhere. */
export const sampleLinks: LinkOf = (target) => (target.to === "url" ? target.url : "#");
