import { Combobox as List } from "@shopify/polaris";
import { useEffect, useRef, type ComponentProps } from "react";

const ACTIVE = "aria-activedescendant";

/**
 * A field with a list of what can be chosen. Polaris names the active option also once the list is closed or shows nothing, where its options changed as it
 * closed: a screen reader is then told of something that is not there. Here the name goes with the option.
 */
export function Combobox(props: ComponentProps<typeof List>) {
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const clear = () => {
      const field = area.current?.querySelector(`[${ACTIVE}]`);
      const active = field?.getAttribute(ACTIVE);
      if (active != null && document.getElementById(active) === null) field?.removeAttribute(ACTIVE);
    };
    // The list stands elsewhere in the document.
    const observer = new MutationObserver(clear);
    observer.observe(document.body, { attributeFilter: [ACTIVE], childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={area}>
      <List {...props} />
    </div>
  );
}

Combobox.TextField = List.TextField;
