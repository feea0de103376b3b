let renders = 0;

/** Escapes what is put in. */
export function markup(parts: TemplateStringsArray, ...values: readonly string[]): string {
  renders += 1;
  return parts.reduce((text, part, at) => text + part + (values[at] ?? "").replaceAll("<", "&lt;"), "");
}

export function plain(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.map((part, at) => part + (values[at] ?? "")).join("");
}
