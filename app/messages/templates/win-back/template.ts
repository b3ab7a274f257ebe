import { z } from "zod";

import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Asks customers back who have not ordered for a while. */
export const winBack = emailTemplate({
  purpose: "marketing",
  topic: "news",
  data: z.object({}),
  words,
  ofProgram: false,
  needs: {},
  outdated: () => null,
  values: (_, { links }) => ({ values: {}, url: links.home }),
  sample: () => ({}),
  switched: null,
});
