import { TitleBar as BridgeTitleBar } from "@shopify/app-bridge-react";
import { useNavigate } from "@remix-run/react";

/** Leads somewhere, in the app or (`shopify://admin/…`) in the admin around it, or does something. */
export type PageAction = { content: string; disabled?: boolean; loading?: boolean } & (
  { url: string } | { onAction: () => void }
);
/** `url` is asked for at the click: it says how the page was left, which the browser alone knows. */
export type Back = { content: string; url: () => string };

type Props = {
  title: string;
  back: Back | undefined;
  primaryAction: PageAction | undefined;
  secondaryActions: readonly PageAction[];
};

/** The admin's own title bar: where this page is, and what can be done with it as a whole. */
export function TitleBar({ title, back, primaryAction, secondaryActions }: Props) {
  const navigate = useNavigate();
  const act = (action: PageAction) => {
    if ("onAction" in action) action.onAction();
    else if (action.url.startsWith("/")) navigate(action.url);
    else open(action.url, "_top");
  };
  const state = ({ disabled = false, loading = false }: PageAction) => ({
    disabled: disabled || loading,
    ...(loading ? { loading: "" } : {}),
  });
  return (
    <BridgeTitleBar title={title}>
      {back !== undefined && (
        <button variant="breadcrumb" onClick={() => navigate(back.url())}>
          {back.content}
        </button>
      )}
      {primaryAction !== undefined && (
        <button variant="primary" {...state(primaryAction)} onClick={() => act(primaryAction)}>
          {primaryAction.content}
        </button>
      )}
      {secondaryActions.map((action) => (
        <button key={action.content} {...state(action)} onClick={() => act(action)}>
          {action.content}
        </button>
      ))}
    </BridgeTitleBar>
  );
}
