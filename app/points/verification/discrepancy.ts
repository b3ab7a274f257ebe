/** Something that is stored and not as what it is derived from says. */
export type Discrepancy = { shopId: number; customerId: bigint | null; orderId: bigint | null; problem: string };
