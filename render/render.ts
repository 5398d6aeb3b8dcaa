/** A stack's objects, inventory and flows, without a cluster. */
import type { ConfigurationSource } from "../config/source";
import { deploy, load } from "../systems";
import { evaluate } from "./evaluate";
import { flowsPicture } from "./flows/picture/svg";
import { summarise } from "./flows/summary";
import { flowsText } from "./flows/text";
import { worldOf } from "./flows/world";
import { renderInventory } from "./inventory";
import { rbacManifest } from "./rbac/manifest";
import { renderObjects, type RenderedFile } from "./objects";
import type { Registration } from "./registration";
import { stackFileSource } from "./source";
import { FLOWS_TEXT, INVENTORY } from "./write";

export { isObject } from "./objects";

const PROJECT = "bulwark";

/** Who may talk to whom, as a picture. */
export const FLOWS_PICTURE = "flows.svg";
/** What those who deploy and preview the stack may do: a manifest. */
export const ACCESS = "access.yml";

/** What is rendered besides the objects and the inventory. */
export interface RenderOptions {
  /** {@link FLOWS_TEXT} and {@link FLOWS_PICTURE}. Default: false. */
  readonly flows?: boolean;
  /** {@link ACCESS}. Default: false. */
  readonly access?: boolean;
}

/** Every file of a rendered stack: its objects, then the inventory, then what `options` ask for. */
export function renderStack(root: string, stack: string, options: RenderOptions = {}): Promise<RenderedFile[]> {
  return renderSource(stackFileSource(root, stack), options);
}

/**
 * Everything that the program of a stack would register, secrets unknown.
 *
 * @throws ConfigurationError and StackFileError for a stack that cannot be evaluated
 */
export async function registrationsOf(root: string, stack: string): Promise<readonly Registration[]> {
  const configuration = load(stackFileSource(root, stack));
  return evaluate(PROJECT, stack, () => deploy(configuration));
}

/** The files of a stack with this configuration. */
export async function renderSource(
  source: ConfigurationSource,
  { flows = false, access = false }: RenderOptions = {},
): Promise<RenderedFile[]> {
  const configuration = load(source);
  const registrations = await evaluate(PROJECT, source.stack, () => deploy(configuration));
  const files = [...renderObjects(registrations), { path: INVENTORY, content: renderInventory(registrations) }];
  if (access) files.push({ path: ACCESS, content: rbacManifest(source.stack, registrations) });
  if (!flows) return files;
  const summary = summarise(source.stack, worldOf(registrations, configuration.settings));
  return [
    ...files,
    { path: FLOWS_TEXT, content: flowsText(summary) },
    { path: FLOWS_PICTURE, content: flowsPicture(summary) },
  ];
}
