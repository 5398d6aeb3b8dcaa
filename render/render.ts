/** A stack's objects and inventory, without a cluster. */
import { deploy, load } from "../systems";
import { evaluate } from "./evaluate";
import { renderInventory } from "./inventory";
import { renderObjects, type RenderedFile } from "./objects";
import { stackFileSource } from "./source";
import { INVENTORY } from "./write";

const PROJECT = "bulwark";

/** Every file of a rendered stack: its objects, then the inventory. */
export async function renderStack(root: string, stack: string): Promise<RenderedFile[]> {
  const source = stackFileSource(root, stack);
  const registrations = await evaluate(PROJECT, stack, () => deploy(load(source)));
  return [...renderObjects(registrations), { path: INVENTORY, content: renderInventory(registrations) }];
}
