import { answering } from "../api/answer.server.ts";
import { readCustomer } from "../api/operations/customers.server.ts";

export const loader = answering(readCustomer);
export const action = answering(readCustomer);
