import { MOVEMENTS, segment } from "../../attribute.ts";

/** What other segments say of a customer. */
export const segments = {
  // What truly moves it is what the other segment asks for, in whose place it stands (language/members.ts).
  segment_member: segment({
    label: "attributes.segment_member",
    ours: true,
    suggests: "segments",
    nullable: false,
    movedBy: [MOVEMENTS[0], ...MOVEMENTS.slice(1)],
  }),
};
