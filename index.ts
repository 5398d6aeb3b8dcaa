import { deploy, load, type StackOutputs } from "./systems";

/** Pulumi runs the function that a program exports and waits for it; what it returns are the stack's outputs. */
export = (): Promise<StackOutputs> => deploy(load());
