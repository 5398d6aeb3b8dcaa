import { load } from "./bootstrap.mjs";

const { lab } = await load("lab/cli.ts");
await lab(process.argv.slice(2));
