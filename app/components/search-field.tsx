import { Icon, TextField } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";
import { useEffect, useRef, useState } from "react";

const TYPING_MS = 300;

type Props = {
  label: string;
  placeholder: string;
  /** What the address says is searched for. */
  search: string;
  go: (search: string) => void;
  loading?: boolean;
};

/** The search of a list whose state is in the address. */
export function SearchField({ label, placeholder, search, go, loading = false }: Props) {
  const [value, setValue] = useTypedSearch(search, go);
  return (
    <div role="search">
      <TextField
        label={label}
        placeholder={placeholder}
        type="search"
        autoComplete="off"
        maxLength={100}
        value={value}
        onChange={setValue}
        prefix={<Icon source={SearchIcon} />}
        clearButton
        onClearButtonClick={() => setValue("")}
        loading={loading}
      />
    </div>
  );
}

/** What is typed goes into the address after a short rest; an address that changes otherwise (back, links) changes what is typed. */
function useTypedSearch(current: string, search: (value: string) => void): [string, (value: string) => void] {
  const [typed, setTyped] = useState(current);
  const sent = useRef(current);
  const send = useRef(search);
  useEffect(() => {
    send.current = search;
  });
  useEffect(() => {
    if (current !== sent.current) {
      sent.current = current;
      setTyped(current);
    }
  }, [current]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      send.current(sent.current);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}
