// A server as a child process: started, awaited by a line that it prints, ended by its own id.
import { spawn } from "node:child_process";
import { endWithFile } from "./ending.mjs";

// The shell leads a process group. The group dies with the command, and with the shell's input: that ends however this process ends.
const GROUP = 'echo started; ("$@"; kill -KILL 0) & cat > /dev/null; kill -KILL 0';

/**
 * Resolves to `{ child, match, output, stop }` when a line of its output matches `ready`. `stop()` may be called twice.
 * With `group` everything that the command starts ends with it, too (not on Windows); the first line is then "started".
 */
export async function start(command, args, { ready, env = {}, cwd, timeout = 20_000, group = false }) {
  const options = { cwd, env: { ...process.env, ...env }, detached: group, stdio: [group ? "pipe" : "ignore", "pipe", "pipe"] };
  const child = group ? spawn("sh", ["-c", GROUP, "group", command, ...args], options) : spawn(command, args, options);
  const lines = [];
  const exited = new Promise((resolve) => {
    child.once(group ? "close" : "exit", resolve); // "close": nobody in the group writes any more
    child.once("error", resolve); // it never started
  });
  const end = (signal) => {
    if (!group) return child.kill(signal);
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The whole group has ended.
    }
  };
  const kill = () => end("SIGKILL");
  process.once("exit", kill); // a test file that crashes leaves nothing behind

  const stop = async () => {
    process.off("exit", kill);
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      end("SIGTERM");
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
  endWithFile(stop);
  return { child, match, output: () => lines.join("\n"), stop };
}
