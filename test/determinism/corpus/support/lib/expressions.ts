/** Fills in a reply's expressions. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(.+?)\}/g, (_, code: string) => String(new Function("v", `return ${code}`)(values)));
}

export function fillInNames(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
