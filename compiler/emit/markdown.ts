/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text as code. */
export function code(text: string): string {
  return `\`${text.replaceAll("`", "")}\``;
}

/** User text keeps its Markdown, but opens no HTML. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll("<", "&lt;");
}
