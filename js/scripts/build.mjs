// Bundles src/ into nemo_widget/static/widget.js and widget.css, and refuses a bundle that is too large: `_esm` is
// synced per instance and saved in notebooks.
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const LIMIT_BYTES = 150 * 1024;
const outdir = fileURLToPath(new URL("../../nemo_widget/static", import.meta.url));

/** `import.meta.glob("./??.ts", …)` as Vite has it: an object of all modules of that folder whose names match. */
const glob = {
  name: "glob",
  setup({ onLoad }) {
    onLoad({ filter: /i18n[\\/]index\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const files = (await readdir(dirname(path))).filter((name) => /^..\.ts$/.test(name));
      const imports = files.map((name, index) => `import * as glob${index} from "./${name}";\n`);
      const modules = files.map((name, index) => `"./${name}": glob${index}`);
      const contents = imports.join("") + source.replace(/import\.meta\.glob<.*?>\(.*?\)/s, `({ ${modules} })`);
      return { contents, loader: "ts" };
    });
  },
};

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { widget: fileURLToPath(new URL("../src/index.ts", import.meta.url)) },
  outdir,
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  metafile: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [glob],
});
for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
  console.log(`${path.split("/").at(-1)} ${(bytes / 1024).toFixed(1)} KB`);
  if (path.endsWith(".js") && bytes > LIMIT_BYTES) {
    throw new Error(`The bundle has ${bytes} bytes; at most ${LIMIT_BYTES} are allowed.`);
  }
}
