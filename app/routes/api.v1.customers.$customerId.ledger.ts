import { answering } from "../api/answer.server.ts";
import { readLedger } from "../api/operations/ledger.server.ts";

export const loader = answering(readLedger);
export const action = answering(readLedger);
