// Writes what goes with the built files: for editors (custom-elements.json, html-data.json) and for those who answer for a page's
// scripts (integrity.json, inventory.json). A file of `dist` that pkg/inventory.json does not know, or the other way round, is an error.
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2] ?? join(here, "dist");
const read = (name) => JSON.parse(readFileSync(join(here, name), "utf8"));
const write = (name, value) => writeFileSync(join(dist, name), JSON.stringify(value, null, 2) + "\n");

/** What VS Code wants to know (html.customData), from the manifest. */
function htmlData({ modules }) {
  const values = (text) => [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ name }));
  const tags = modules.flatMap(({ declarations }) =>
    declarations.map(({ tagName, description, attributes }) => ({
      name: tagName,
      description,
      attributes: attributes.map(({ name, description, type }) => {
        if (type.text === "boolean") return { name, description, valueSet: "v" };
        return type.text.includes('"') ? { name, description, values: values(type.text) } : { name, description };
      }),
    })),
  );
  return { version: 1.1, tags };
}

for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(join(here, "..", name), join(dist, name));
for (const name of ["badge.svg", "custom-elements.json"]) copyFileSync(join(here, name), join(dist, name));
write("html-data.json", htmlData(read("custom-elements.json")));

const OWN = ["integrity.json", "inventory.json"];
const { about, files } = read("inventory.json");
const built = readdirSync(dist).filter((name) => !OWN.includes(name));
// All languages are as one.
const { "words.LANGUAGE.txt": words } = files;
delete files["words.LANGUAGE.txt"];
for (const name of built) if (/^words\.[\w-]+\.txt$/.test(name)) files[name] = words;
const odd = [...built, ...OWN].filter((name) => !files[name]).map((name) => `${name} is in dist, but not in pkg/inventory.json`);
odd.push(...Object.keys(files).filter((name) => ![...built, ...OWN].includes(name)).map((name) => `${name} is in pkg/inventory.json, but was not built`));
if (odd.length > 0) {
  console.error(odd.join("\n"));
  process.exit(1);
}

const facts = Object.fromEntries(
  built.sort().map((name) => {
    const bytes = readFileSync(join(dist, name));
    return [name, { bytes: bytes.length, integrity: "sha384-" + createHash("sha384").update(bytes).digest("base64") }];
  }),
);
const { version } = read("package.json");
write("integrity.json", { version, files: Object.fromEntries(Object.entries(facts).map(([name, { integrity }]) => [name, integrity])) });
write("inventory.json", { version, about, files: Object.fromEntries(Object.entries(files).map(([name, known]) => [name, { ...known, ...facts[name] }])) });
