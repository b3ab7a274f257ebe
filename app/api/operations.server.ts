import type { Operation } from "./operation.ts";
import { listCustomers, readCustomer } from "./operations/customers.server.ts";
import { tellEvent } from "./operations/events.server.ts";
import { adjust, readLedger } from "./operations/ledger.server.ts";
import { readRedemption, readRedemptions, redeemReward } from "./operations/redemptions.server.ts";
import { readReferrals } from "./operations/referrals.server.ts";
import { readRewards } from "./operations/rewards.server.ts";
import { readMembers, readSegments } from "./operations/segments.server.ts";

/** Everything that the API can be asked, as the document lists it. tests/api/contract.test.ts finds a route that is missing here. */
export const operations: readonly Operation[] = [
  ...[listCustomers, readCustomer, readLedger, adjust],
  ...[readRewards, redeemReward, readRedemptions, readRedemption],
  ...[readReferrals, readSegments, readMembers, tellEvent],
];
