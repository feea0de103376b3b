/** What steps have in common that act on the world. */
export const acting = { effect: true, timeout: "2s" } as const;
