import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";

import { cleanText } from "../../lib/fields.ts";
import { withoutLinks, type Written } from "./written.ts";

/** As it is kept: the text to be read, the HTML deflated. */
export type Kept = { text: string; packed: Buffer };

/** The most that is unpacked, in bytes: what is larger was no email of ours. */
const LARGEST = 2_000_000;
const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Beside the event loop: while the mail server is spoken to. */
export async function pack(written: Written): Promise<Kept> {
  const { html, text } = withoutLinks(written);
  // What the database cannot hold must not keep it from noting that the message was taken.
  return { text: cleanText(text), packed: await deflate(html) };
}

/** @throws for what was not packed here */
export async function unpackHtml(packed: Buffer): Promise<string> {
  return (await inflate(packed, { maxOutputLength: LARGEST })).toString("utf8");
}
