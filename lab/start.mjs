import { load } from "./bootstrap.mjs";

const { start } = await load("lab/cli.ts");
await start(process.argv.slice(2));
