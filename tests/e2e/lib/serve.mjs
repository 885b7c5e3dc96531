// A static server for test pages: pages from strings, files from folders, with the right types.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { endWithFile } from "./ending.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * @param {object} site
 * @param {Record<string, string | ((request, response) => void)>} [site.pages] path → HTML, or a handler
 * @param {Record<string, string>} [site.folders] URL prefix → folder, e.g. `{ "/dist/": DIST }`
 * @param {Record<string, string>} [site.headers] sent with everything, e.g. a Content-Security-Policy
 * @param {Record<string, string>} [site.types] extension → type, to be wrong on purpose
 * Resolves to `{ url, origin, pages, headers, requests, stop }`; `pages` and `headers` may be changed meanwhile.
 */
export async function serve({ pages = {}, folders = {}, headers = {}, types = {} } = {}) {
  const all = { ...TYPES, ...types };
  const requests = [];
  const site = { pages, headers };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
    if (path === "/favicon.ico") return response.writeHead(204).end(); // browsers ask on their own
    requests.push({ method: request.method, url: request.url });
    for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
    const page = site.pages[path];
    if (typeof page === "function") return page(request, response);
    if (typeof page === "string") {
      response.setHeader("content-type", all[".html"]);
      return response.end(page);
    }
    for (const [prefix, folder] of Object.entries(folders)) {
      if (!path.startsWith(prefix)) continue;
      const file = normalize(join(folder, path.slice(prefix.length)));
      if (!file.startsWith(normalize(folder + sep)) || !isFile(file)) continue;
      response.setHeader("content-type", all[extname(file)] ?? "application/octet-stream");
      return createReadStream(file).pipe(response);
    }
    response.statusCode = 404;
    return response.end("not found");
  });

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  endWithFile(stop);
  return Object.assign(site, { origin, url: (path = "/") => origin + path, requests, stop });
}
