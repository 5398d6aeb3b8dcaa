import type { OpMap } from "@pulumi/pulumi/automation";

const WORDS: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  same: "unchanged",
};

/** What an operation changed, as people read it: "2 created, 1 updated, 40 unchanged". */
export function countsText(counts: OpMap): string {
  const parts = Object.entries(WORDS).flatMap(([operation, word]) => {
    const count = counts[operation as keyof OpMap] ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0 ? "nothing to do" : parts.join(", ");
}
