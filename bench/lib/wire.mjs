// The way between page and Pusher server.
import { connect, createServer } from "node:net";

/**
 * A wire with a latency: each piece takes half of it, and the first waits for the handshakes of TCP and TLS, which loopback has not.
 * `granted`, if set, is called when the server's grant of a subscription goes by.
 */
export function wire(port) {
  const state = { latency: 0, granted: undefined };
  const server = createServer((socket) => {
    const other = connect(port, "127.0.0.1");
    const pass = (from, to, first) => {
      let ready = Date.now() + first;
      from.on("data", (bytes) => {
        ready = Math.max(ready, Date.now() + state.latency / 2);
        setTimeout(() => to.writable && to.write(bytes), ready - Date.now());
      });
      for (const end of ["close", "error"]) from.on(end, () => to.destroy());
    };
    pass(socket, other, state.latency * 2.5);
    pass(other, socket, 0);
    other.on("data", (bytes) => state.granted && bytes.includes("subscription_succeeded") && state.granted());
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ state, port: server.address().port, stop: () => server.close() })));
}
