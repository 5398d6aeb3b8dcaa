/** The flows of a stack as text. */
import type { Actor } from "./actors";
import { isAmongReplicas, type FlowLine, type Others } from "./matrix";
import { describePorts } from "./port-set";
import type { Summary } from "./summary";

/** `flows.txt`: per namespace and workload who may talk to it and to whom it may talk, one flow per line. */
export function flowsText({ stack, namespaces, unreached }: Summary): string {
  const blocks = namespaces.map(({ name, isClosed, members }) =>
    [
      `${name}: ${isClosed ? "closed by default, in both directions" : "NOT CLOSED by default"}`,
      ...members.flatMap(({ actor, exemptions, lines, identities }) => [
        `  ${titleOf(actor)}${exemptions.map((id) => `, exemption ${id}`).join("")}`,
        ...(lines.length === 0 ? ["    no flow"] : lines.map(lineText)),
        ...identities.map((line) => `    ${line}`),
      ]),
    ].join("\n"),
  );
  const rest = unreached.map(({ place, titles }) => `  ${place || "outside the cluster"}: ${titles.join(", ")}`);
  const asked = ["Asked about as well, and let in nowhere:", ...rest].join("\n");
  return `${[heading(stack), ...blocks, asked].join("\n\n")}\n`;
}

function heading(stack: string): string {
  return [
    `Who may talk to whom in the stack ${stack}`,
    "",
    "Read from the NetworkPolicies that the program renders; each line ends with those that let the flow pass.",
    "What has no line is denied. How to read this: docs/flows.md.",
  ].join("\n");
}

function titleOf({ title, kind }: Actor): string {
  return kind === undefined ? title : `${title} (${kind})`;
}

function lineText(line: FlowLine): string {
  const { workload, direction, others, ports, by } = line;
  const other = otherText(others, workload);
  const isOut = direction === "out" || isAmongReplicas(line);
  const ends = isOut ? `${workload.title} → ${other}` : `${other} → ${workload.title}`;
  return `    ${ends}: ${describePorts(ports)}${by.length === 0 ? "" : `  [${by.join(", ")}]`}`;
}

function otherText(others: Others, self: Actor): string {
  if (others.kind === "anywhere") return "anywhere outside the stack";
  const { actor } = others;
  if (others.kind === "namespace") return `any pod of ${actor.place}`;
  if (actor === self) return "its other replicas";
  return actor.place === "" || actor.namespace === self.namespace ? actor.title : `${actor.title} (${actor.place})`;
}
