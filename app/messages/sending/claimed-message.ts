import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { ChannelName } from "../channels/registry.ts";
import type { Topic } from "../preferences/topics.ts";
import type { Purpose } from "../templates/template.ts";

/** A message in the hands of the sender that claimed it. */
export type ClaimedMessage = {
  shopId: number;
  messageId: bigint;
  customerId: bigint;
  flowId: number | null;
  campaignId: number | null;
  channel: ChannelName;
  template: string;
  /** What the template is told, as it was stored. */
  data: unknown;
  purpose: Purpose;
  topic: Topic;
  similarGoods: boolean;
  key: string;
  locale: ShopperLocale;
  attempts: number;
  expiresAt: Date | null;
  reason: string | null;
};
