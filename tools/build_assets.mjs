// Bundles styles and scripts from the locked packages into the ui room; nothing of it is committed.
import { build } from "esbuild";

const from = "src/gangmu/foundation/ui/assets";
const to = "src/gangmu/foundation/ui/static/bundle";
const shared = { bundle: true, minify: true, logLevel: "warning", target: ["es2020"] };

await build({ ...shared, entryPoints: [`${from}/app.js`, `${from}/theme.js`], outdir: to, format: "iife" });
await build({ ...shared, entryPoints: [`${from}/app.css`], outdir: to, loader: { ".woff2": "dataurl", ".svg": "dataurl" } });
