import { achievements } from "../achievements/noun.server.ts";
import { affiliates } from "../affiliates/noun.server.ts";
import { bonuses } from "../bonuses/noun.server.ts";
import { campaigns } from "../campaigns/noun.server.ts";
import { checkouts } from "../checkouts/noun.server.ts";
import type { Noun } from "../customers/noun.ts";
import { parcels } from "../customers/orders/parcels/noun.server.ts";
import { community } from "../community/noun.server.ts";
import { deliveries } from "../deliveries/noun.server.ts";
import { draws } from "../draws/noun.server.ts";
import { flows } from "../flows/noun.server.ts";
import { gatherings } from "../gatherings/noun.server.ts";
import { imports } from "../imports/noun.server.ts";
import { insights } from "../insights/noun.server.ts";
import { keys } from "../keys/noun.server.ts";
import { leaderboard } from "../leaderboard/noun.server.ts";
import { learning } from "../learning/noun.server.ts";
import { messages } from "../messages/noun.server.ts";
import { mirrors } from "../mirrors/noun.server.ts";
import { notes } from "../notes/noun.server.ts";
import { points } from "../points/noun.server.ts";
import { referrals } from "../referrals/noun.server.ts";
import { refill } from "../refill/noun.server.ts";
import { reviews } from "../reviews/noun.server.ts";
import { rewards } from "../rewards/noun.server.ts";
import { segments } from "../segments/noun.server.ts";
import { surveys } from "../surveys/noun.server.ts";
import { tiers } from "../tiers/noun.server.ts";
import { visits } from "../visits/noun.server.ts";
import { webhooks } from "../webhooks/noun.server.ts";

/** Everything that keeps something of customers, in the order in which one follows from another. Tests find a noun that is not here. */
export const NOUNS: readonly Noun[] = [
  parcels,
  checkouts,
  visits,
  messages,
  surveys,
  points,
  rewards,
  bonuses,
  reviews,
  referrals,
  affiliates,
  achievements,
  draws,
  leaderboard,
  learning,
  gatherings,
  community,
  tiers,
  refill,
  mirrors,
  segments,
  flows,
  campaigns,
  imports,
  notes,
  insights,
  keys,
  deliveries,
  webhooks,
];
