/** What the loader has to know of Pusher's protocol: which channel a frame is about. */

/** The channel in the frame, if it is one of this event. */
export function named(text: string, event: string): string | undefined {
  try {
    const frame = text.includes(event) && JSON.parse(text);
    return frame.event === event ? String((frame.channel ?? frame.data?.channel) || "") : undefined;
  } catch {
    return undefined;
  }
}

/** A frame of ours about a channel. */
export const about = (channel: string, event: "subscribe" | "unsubscribe"): string =>
  JSON.stringify({ event: `pusher:${event}`, data: { channel } });
