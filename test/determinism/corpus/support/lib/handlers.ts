export function load(text: string): any {
  return JSON.parse(text);
}
