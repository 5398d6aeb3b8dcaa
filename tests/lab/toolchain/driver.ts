/** A start of its own, for the tests that kill one or run two: `driver.ts <world as JSON>` prints what is reported and the set's folder. */
import { ensureSet } from "../../../lab/toolchain/ensure";
import { catalogueOf, type WorldSpec } from "./world";

const say = (text: string): void => {
  console.log(text);
};
const spec = JSON.parse(process.argv[2] ?? "") as WorldSpec;
void ensureSet({
  catalogue: catalogueOf(spec),
  cache: spec.cache,
  env: spec.env,
  reporter: { step: say, progress: () => undefined, done: say },
}).then(({ dir }) => {
  say(`set ${dir}`);
});
