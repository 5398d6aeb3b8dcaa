/** Run as a process of its own: evaluates the stack that the argument names, once and without an engine. */
import { evaluateOnce } from "../../../render/evaluate";
import { stackFileSource } from "../../../render/source";
import { deploy, load } from "../../../systems";

const [, , stack = ""] = process.argv;

void evaluateOnce({ project: "bulwark", stack, generated: "generated" }, () =>
  deploy(load(stackFileSource(process.cwd(), stack))),
);
