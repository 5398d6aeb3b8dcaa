import { parsePortName } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { Port } from "../types";

/** A container port as the API takes it. */
export interface ContainerPort {
  name: string;
  containerPort: number;
  protocol: "TCP" | "UDP";
}

/**
 * The ports of a container; the process has no right to bind below 1025.
 * @throws ArgumentError for numbers outside 1025 … 65535, malformed names, and names or numbers that appear twice.
 */
export function containerPorts(path: string, ports: readonly Port[]): ContainerPort[] {
  const taken = new Set<string>();
  return ports.map(({ name, number, protocol = "TCP" }, index) => {
    const place = `${path}[${index}]`;
    at(`${place}.name`, () => parsePortName(name));
    wholeNumber(`${place}.number`, number, 1025, 65535);
    for (const mark of [`name ${name}`, `number ${number}/${protocol}`]) {
      if (taken.has(mark))
        throw new ArgumentError(place, mark, "each name and each number once", "declare the port once");
      taken.add(mark);
    }
    return { name, containerPort: number, protocol };
  });
}

/** @throws ArgumentError when `port` is not among the container's ports. */
export function assertDeclared(path: string, port: Port, ports: readonly Port[]): void {
  if (!ports.some(({ name, number }) => name === port.name && number === port.number)) {
    const known = ports.map(({ name, number }) => `${name} (${number})`).join(", ");
    throw new ArgumentError(
      path,
      `${port.name} (${port.number})`,
      known,
      "refer to a port that the container declares",
    );
  }
}
