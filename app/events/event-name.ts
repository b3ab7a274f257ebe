/** What merchants name their events: letters, digits, dots, hyphens and underscores. */
export const EVENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
