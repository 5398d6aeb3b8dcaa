import type { StackLab } from "./lab";

/**
 * Does something while no node takes a pod, as when a cluster has no room: what runs goes on, what is new stays pending.
 * @returns what it returned
 */
export async function withoutNodes<T>(lab: StackLab, work: () => Promise<T>): Promise<T> {
  const nodes = (await lab.kubectl("get", "nodes", "-o", "name")).split("\n").filter(Boolean);
  await lab.kubectl("cordon", ...nodes);
  try {
    return await work();
  } finally {
    await lab.kubectl("uncordon", ...nodes);
  }
}
