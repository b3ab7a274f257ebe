import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { LookupFunction } from "node:net";

import { env } from "../../env.server.ts";
import { SECOND_MS } from "../../lib/time.ts";
import type { Outcome, Problem, Transport } from "../transport.ts";
import { guardedLookup, isAllowedHost, RefusedAddressError } from "./addresses.server.ts";
import { signedHeaders } from "./sign.ts";

/** From the look-up of the name to the answer. */
const PATIENCE_MS = 10 * SECOND_MS;
/** Of an answer nothing but its status is of interest; so much is read for the sender's sake. */
const MOST_READ = 64 * 1024;

type Options = {
  /** Whether this machine may be sent to, and over http: the sandbox's switch, which no server that the world reaches can have. */
  local: boolean;
  patienceMs?: number;
  lookup?: LookupFunction;
};

export const sendWebhook: Transport = ({ url, secrets }, parcel, now) =>
  url === null ? Promise.resolve(failed("not-found")) : post({ url, secrets }, parcel, now, { local: env().SANDBOX });

/** Posts a signed body. Anything but 2xx is a failure; where it is sent on to, nobody goes. */
export function post(
  { url, secrets }: { url: string; secrets: readonly string[] },
  { id, body }: Parameters<Transport>[1],
  now: Date,
  { local, patienceMs = PATIENCE_MS, lookup = guardedLookup(local) }: Options,
): Promise<Outcome> {
  const target = new URL(url);
  if (!isAllowedHost(target.hostname, local)) return Promise.resolve(failed("refused-address"));
  const send = target.protocol === "https:" ? requestSecure : local ? requestPlain : null;
  if (send === null) return Promise.resolve(failed("refused-address"));
  return new Promise((settle) => {
    const headers = { "content-type": "application/json", "user-agent": "Reprise", ...signedHeaders(secrets, id, body, now) };
    const sent = send(
      target,
      { method: "POST", headers, agent: false, lookup, signal: AbortSignal.timeout(patienceMs) },
      (answer) => {
        settle(outcomeOf(answer.statusCode ?? 0));
        let read = 0;
        answer.on("error", () => undefined);
        answer.on("data", (chunk: Buffer) => {
          read += chunk.length;
          if (read > MOST_READ) answer.destroy();
        });
      },
    );
    sent.on("error", (error) => settle(failed(problemOf(error))));
    // Whatever else ends it, as an answer that wants to speak another protocol does, without an error: nobody waits on.
    sent.on("close", () => settle(failed("unreachable")));
    sent.end(body);
  });
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { ok: true, status };
  const problem = status === 410 ? "gone" : status >= 300 && status < 400 ? "redirect" : "status";
  return { ok: false, status, problem };
}

function failed(problem: Problem): Outcome {
  return { ok: false, status: null, problem };
}

function problemOf(error: NodeJS.ErrnoException): Problem {
  if (error instanceof RefusedAddressError) return "refused-address";
  if (error.name === "TimeoutError" || error.name === "AbortError" || error.code === "ETIMEDOUT") return "timeout";
  const code = error.code ?? "";
  if (/^(?:ENOTFOUND|EAI_\w+)$/.test(code)) return "not-found";
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? "certificate" : "unreachable";
}
