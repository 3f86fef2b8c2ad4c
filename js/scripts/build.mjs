// Bundles src/ into nemo_widget/static/widget.js and widget.css, and refuses a bundle that is too large: `_esm` is
// synced per instance and saved in notebooks.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const LIMIT_BYTES = 150 * 1024;
const outdir = fileURLToPath(new URL("../../nemo_widget/static", import.meta.url));

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
});
for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
  console.log(`${path.split("/").at(-1)} ${(bytes / 1024).toFixed(1)} KB`);
  if (path.endsWith(".js") && bytes > LIMIT_BYTES) {
    throw new Error(`The bundle has ${bytes} bytes; at most ${LIMIT_BYTES} are allowed.`);
  }
}
