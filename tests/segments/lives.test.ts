import { liveSequences } from "./live-sequences.ts";

liveSequences(1);
