import { answering } from "../api/answer.server.ts";
import { redeemReward } from "../api/operations/redemptions.server.ts";

export const loader = answering(redeemReward);
export const action = answering(redeemReward);
