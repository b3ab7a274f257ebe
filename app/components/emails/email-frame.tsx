import { useCallback, useEffect, useRef, useState } from "react";

type Props = { html: string; title: string; language: string; isPhone?: boolean };

/**
 * An email as it arrives, and as high as it is. The frame runs no script, sends no form and leads nowhere else; that it is of the page's origin lets the page
 * measure it, and without scripts nothing else (decision 500).
 */
export function EmailFrame({ html, title, language, isPhone = false }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const measure = useCallback(() => {
    const email = frame.current?.contentDocument?.documentElement;
    if (email != null && email.offsetHeight > 0) setHeight(email.offsetHeight);
  }, []);
  useEffect(() => {
    const shown = frame.current;
    if (shown === null) return;
    // It may have loaded before this page's script did; a narrower frame is a longer email.
    const watching = new ResizeObserver(measure);
    watching.observe(shown);
    return () => watching.disconnect();
  }, [measure]);
  return (
    <iframe
      ref={frame}
      className={isPhone ? "mail mail-phone" : "mail"}
      style={height === null ? undefined : { height }}
      sandbox="allow-same-origin"
      srcDoc={html.replace(/<head\b[^>]*>/, (head) => `${head}<base target="_blank">`)}
      title={title}
      lang={language}
      onLoad={measure}
    />
  );
}
