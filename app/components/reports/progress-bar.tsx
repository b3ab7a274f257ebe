import { ProgressBar as Bar, type ProgressBarProps } from "@shopify/polaris";

/** A bar whose share is read aloud in whole percent: the field itself is read with all its digits. */
export function ProgressBar({ progress = 0, ...rest }: ProgressBarProps) {
  return <Bar {...rest} progress={Math.round(progress)} />;
}
