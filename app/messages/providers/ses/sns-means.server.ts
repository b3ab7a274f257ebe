import { SECOND_MS } from "../../../lib/time.ts";
import { log } from "../../../log.server.ts";
import type { Means } from "../contract.ts";

const PATIENCE_MS = 5 * SECOND_MS;
const LONGEST_CERTIFICATE = 16_384;
/** Amazon changes its certificate once in a while, and has one a region. */
const REMEMBERED = 20;

/**
 * Amazon's certificates and confirmations over the net. Addresses are checked or made by sns.ts; redirects are not followed, so that nobody leads from there to elsewhere.
 * @param call `fetch`, or what a test has in its place
 */
export function createSnsMeans(call: typeof fetch = fetch): Means {
  const certificates = new Map<string, string>();
  const ask = async (url: URL): Promise<string | null> => {
    try {
      const response = await call(url, { redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
      return response.ok ? (await response.text()).slice(0, LONGEST_CERTIFICATE) : null;
    } catch (error) {
      log().warn({ error, host: url.host }, "Amazon SNS could not be asked");
      return null;
    }
  };
  return {
    async certificate(url) {
      const known = certificates.get(url.href);
      if (known !== undefined) return known;
      const found = await ask(url);
      if (found === null) return null;
      if (certificates.size >= REMEMBERED) certificates.clear();
      certificates.set(url.href, found);
      return found;
    },
    async confirm(url) {
      return (await ask(url)) !== null;
    },
  };
}
