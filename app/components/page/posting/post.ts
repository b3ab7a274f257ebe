import { useFetcher, type SubmitOptions } from "@remix-run/react";
import { useRef, type FormEvent } from "react";

import { failureIn } from "./failure.ts";
import { useFailure } from "./failures.tsx";

type Fields = Record<string, string> | FormData;
type Options = {
  /** The route that answers; without, the page's own. */
  action?: string;
  encType?: SubmitOptions["encType"];
  /** Sends what is typed now, for forms whose fields are no form element's. */
  again?: () => void;
};

export type Post<Action> = {
  /** From sending until the page shows what has become of it. */
  busy: boolean;
  /** Undefined until there is one, and after a failure. */
  answer: ReturnType<typeof useFetcher<Action>>["data"];
  submit: (fields: Fields) => void;
  /** For a form element: posts its fields. */
  form: { method: "post"; noValidate: true; onSubmit: (event: FormEvent<HTMLFormElement>) => void };
};

/**
 * The one way in which a page sends something. What fails keeps the page with all that was typed; its frame says why and offers to send again:
 * a form as it is typed then, anything else as it was.
 */
export function usePost<Action>({ action, encType, again }: Options = {}): Post<Action> {
  const fetcher = useFetcher<Action>();
  const sent = useRef<{ form: boolean; send: () => void } | null>(null);
  const options = {
    method: "post",
    ...(action === undefined ? {} : { action }),
    ...(encType === undefined ? {} : { encType }),
  } as const;
  const send = (form: boolean, data: Fields | HTMLFormElement) => {
    sent.current = { form, send: () => fetcher.submit(data, options) };
    sent.current.send();
  };
  const busy = fetcher.state !== "idle";
  const failure = failureIn(fetcher.data);
  useFailure(busy ? null : failure, () => ({
    typed: again !== undefined || sent.current?.form === true,
    again: () => (again ?? sent.current?.send)?.(),
  }));
  return {
    busy,
    answer: failure === null ? fetcher.data : undefined,
    submit: (fields) => send(false, fields),
    form: {
      method: "post",
      noValidate: true,
      onSubmit: (event) => {
        event.preventDefault();
        send(true, event.currentTarget);
      },
    },
  };
}
