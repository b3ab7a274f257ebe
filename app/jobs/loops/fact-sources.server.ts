import { withoutFailed } from "../../flows/runs/effects.server.ts";
import { recommend } from "../../insights/recommendations/for-emails.server.ts";
import { gatheringFacts } from "../../gatherings/message-facts.server.ts";
import { editedFacts } from "../../messages/content/store/edited-facts.server.ts";
import type { FactSources } from "../../messages/templates/facts.ts";
import { pointsFacts } from "../../points/message-facts.server.ts";
import { friendFacts } from "../../referrals/message-facts.server.ts";
import { permissionFacts } from "../../reviews/wall/permission.server.ts";
import { cheapestFacts, giftFacts, redemptionFacts } from "../../rewards/message-facts/message-facts.server.ts";
import { surveyFacts } from "../../surveys/message-facts.server.ts";
import { tierFacts } from "../../tiers/message-facts.server.ts";

/** What messages rest on, each from the noun that owns it. */
export const factSources: FactSources = {
  points: pointsFacts,
  redemption: redemptionFacts,
  cheapest: cheapestFacts,
  friend: friendFacts,
  gift: withoutFailed(giftFacts),
  gathering: gatheringFacts,
  photos: permissionFacts,
  survey: surveyFacts,
  tier: tierFacts,
  edited: editedFacts(recommend),
};
