export interface Sender {
  send(text: string): Promise<void>;
}

/** Sends, and lets the caller go on. */
export function sendSoon(sender: Sender, text: string): void {
  sender.send(text);
}

export async function sendNow(sender: Sender, text: string): Promise<void> {
  await sender.send(text);
}
