import { z } from "zod";

import { oneLine } from "../../content/text.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

const id = z.coerce.bigint().positive();

/** May the shop show the photos of a review on its wall? Nobody has asked to be asked, so it is advertising. The answer is a tick in the form of the review, which a click only opens. */
export const photoPermission = emailTemplate({
  purpose: "marketing",
  topic: "post-purchase",
  /** `product`: its title. */
  data: z.object({ reviewId: id, productId: id, product: z.string() }),
  words,
  ofProgram: false,
  needs: { photos: ({ reviewId }) => reviewId },
  outdated: (_, { photos }) => (photos === "wanted" ? null : "photos-settled"),
  values: ({ productId, product }) => ({
    values: { product: oneLine(product) },
    url: { to: "review", product: String(productId), stars: 0 },
  }),
  sample: () => ({ reviewId: 1, productId: 1, product: "Espresso Crema" }),
  // Whoever asks wants it sent.
  switched: null,
});
