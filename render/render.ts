/** A stack's objects and inventory, without a cluster. */
import type { ConfigurationSource } from "../config/source";
import { deploy, load } from "../systems";
import { evaluate } from "./evaluate";
import { renderInventory } from "./inventory";
import { renderObjects, type RenderedFile } from "./objects";
import { stackFileSource } from "./source";
import { INVENTORY } from "./write";

const PROJECT = "bulwark";

/** Every file of a rendered stack: its objects, then the inventory. */
export function renderStack(root: string, stack: string): Promise<RenderedFile[]> {
  return renderSource(stackFileSource(root, stack));
}

/** The files of a stack with this configuration. */
export async function renderSource(source: ConfigurationSource): Promise<RenderedFile[]> {
  const registrations = await evaluate(PROJECT, source.stack, () => deploy(load(source)));
  return [...renderObjects(registrations), { path: INVENTORY, content: renderInventory(registrations) }];
}
