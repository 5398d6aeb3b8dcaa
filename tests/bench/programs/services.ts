/** Run as a process of its own: evaluates as many services as the argument says, once and without an engine. */
import { evaluateOnce } from "../../../render/evaluate";
import { services } from "../services";

const [, , count] = process.argv;

void evaluateOnce({ project: "bench", stack: "bench", generated: "generated" }, () => {
  services(Number(count));
});
