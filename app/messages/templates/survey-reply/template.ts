import { z } from "zod";

import { oneLine } from "../../content/text.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Longer ones of what a reader wrote are cut. */
const QUOTED = 300;

/** What the shop's team answers to somebody who has answered a survey: they began it, so it is service. */
export const surveyReply = emailTemplate({
  purpose: "transactional",
  topic: "service",
  /** `said`: what the reader wrote; `reply`: the merchant's words, line by line. */
  data: z.object({ said: z.string().nullish(), reply: z.string().min(1) }),
  words,
  ofProgram: false,
  needs: {},
  outdated: () => null,
  values: ({ said, reply }, context) => ({
    values: { said: oneLine(said ?? "").slice(0, QUOTED) },
    letter: reply.split("\n"),
    // An invitation to the shop would make advertising of it.
    url: context.links.account,
  }),
  sample: () => ({ said: "#1009", reply: "#1009" }),
  // Whoever writes it wants it sent.
  switched: null,
});
