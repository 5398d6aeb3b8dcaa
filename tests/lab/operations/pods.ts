/** The pods of a namespace, told apart from others of the same name: a restart makes new ones. */
import type { StackLab } from "../stacks/lab";

/** UIDs of the running pods, sorted. */
export async function podsOf(lab: StackLab, namespace: string): Promise<readonly string[]> {
  const uids = await lab.kubectl("get", "pods", "-n", namespace, "-o=jsonpath={.items[*].metadata.uid}");
  return uids.split(" ").filter(Boolean).sort();
}
