import { answering } from "../api/answer.server.ts";
import { adjust } from "../api/operations/ledger.server.ts";

export const loader = answering(adjust);
export const action = answering(adjust);
