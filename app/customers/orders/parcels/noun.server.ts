import type { Noun } from "../../noun.ts";
import { listArrived, tellArrived } from "./arrivals.server.ts";

export const parcels: Noun = {
  // A parcel says where an order is, and nothing of whom it is for.
  forget: () => Promise.resolve(),
  // Parcels are of their orders, which a merge has handed over.
  merge: null,
  // What is told of parcels takes effect with the orders.
  follow: null,
  byTime: [
    {
      loop: "arrivals",
      listDue: listArrived,
      work: async (tx, shop, customerIds, at) => ({ time: await tellArrived(tx, shop, customerIds, at) }),
      // Others are found all the same: each shop's turn tells of all that is due.
      rest: null,
    },
  ],
  loops: [],
};
