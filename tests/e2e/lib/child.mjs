// A server as a child process: started, awaited by a line that it prints, ended by its own id.
import { spawn } from "node:child_process";

/**
 * Resolves to `{ child, match, output, stop }` when a line of its output matches `ready`. `stop()` may be called twice.
 */
export async function start(command, args, { ready, env = {}, cwd, timeout = 20_000 }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines = [];
  const exited = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", resolve); // it never started
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill); // a test file that crashes leaves nothing behind

  const stop = async () => {
    process.off("exit", kill);
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      child.kill("SIGTERM");
      const hard = setTimeout(kill, 3_000);
      await exited;
      clearTimeout(hard);
    }
  };

  const match = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${command} ${why}\n${lines.join("\n")}`));
    const timer = setTimeout(() => fail(`was not ready within ${timeout} ms`), timeout);
    let rest = "";
    const read = (chunk) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop();
      for (const line of parts) {
        lines.push(line);
        if (lines.length > 500) lines.shift();
        const found = line.match(ready);
        if (found) {
          clearTimeout(timer);
          resolve(found);
        }
      }
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", (error) => fail(`did not start: ${error.message}`));
    child.once("exit", (code, signal) => fail(`ended at once (${signal ?? code})`));
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { child, match, output: () => lines.join("\n"), stop };
}
