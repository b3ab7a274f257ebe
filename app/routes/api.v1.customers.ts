import { answering } from "../api/answer.server.ts";
import { listCustomers } from "../api/operations/customers.server.ts";

export const loader = answering(listCustomers);
export const action = answering(listCustomers);
