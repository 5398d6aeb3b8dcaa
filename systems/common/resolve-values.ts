import { isPlainObject, merge, type DeepPartial } from "../../components/merge";
import { UserError } from "../../config/primitives/user-error";
import { guardedFields, loosens, type PodSecurity, type Tightening } from "./pod-security";

/** Values of a workload, with the part that layers may only tighten. */
export interface SecuredValues {
  readonly security: PodSecurity;
}

/** What one layer says of values `V`: any part of them; of their security only what tightens. */
export type Layer<V extends SecuredValues> = DeepPartial<Omit<V, "security">> & {
  readonly security?: Tightening | undefined;
};

/** The layers over the base, in their order. */
export type LayerName = "service" | "environment" | "CI";

/** A setting of a layer that would loosen what an earlier one decided. */
export interface Loosening {
  readonly layer: LayerName;
  /** Full path in the values, such as `security.runAsUser`. */
  readonly field: string;
  readonly given: string;
  readonly allowed: string;
}

/** All settings of all layers that would loosen security, in one message. */
export class LooseningError extends UserError {
  constructor(readonly loosenings: readonly Loosening[]) {
    const items = loosenings.map(
      ({ layer, field, given, allowed }) => `layer ${layer}, ${field}: ${given} is given, allowed is ${allowed}`,
    );
    super(
      `A layer of values may tighten security, never loosen it (R-17); take out of the layer, or change in the base:\n${items.join("\n")}\n`,
    );
    this.name = "LooseningError";
  }
}

/**
 * The values of one workload from their four layers, the last one wins (SPEC 1.4.2, C-33): `base` (all services), then
 * `service`, `environment`, and what `ci` sets. Objects are merged field by field, lists are replaced as a whole, what is
 * undefined in a layer is left as it is. Nothing that is given is changed.
 *
 * `security` is guarded: each layer is compared with all before it. The types leave no place for what would loosen a
 * hardened base; a layer that comes from elsewhere, untyped, is refused all the same.
 *
 * It lives beside the systems and not among the components: layers are how a system decides on its figures, before any
 * component sees them, and a component takes values that are decided. The deep merge itself is the components' own, which
 * their transforms use.
 *
 * @throws LooseningError naming layer, field, given value and what is allowed, for all layers at once
 */
export function resolveValues<V extends SecuredValues>(
  base: V,
  service: Layer<V>,
  environment: Layer<V>,
  ci: Layer<V>,
): V {
  const layers: readonly (readonly [LayerName, Layer<V>])[] = [
    ["service", service],
    ["environment", environment],
    ["CI", ci],
  ];
  const loosenings: Loosening[] = [];
  let values = merge(base, undefined) as V;
  for (const [name, layer] of layers) {
    const found = looseningsOf(name, values.security, layer.security);
    loosenings.push(...found);
    const merged = merge(values, layer) as V;
    // What a refused layer says counts for nothing, so that the next one is compared with the last that was right.
    values = found.length === 0 ? merged : { ...merged, security: values.security };
  }
  if (loosenings.length > 0) throw new LooseningError(loosenings);
  return values;
}

function looseningsOf(layer: LayerName, before: PodSecurity, over: unknown): Loosening[] {
  if (over === undefined) return [];
  if (!isPlainObject(over)) {
    return [{ layer, field: "security", given: shown(over), allowed: "an object with guarded fields" }];
  }
  return Object.entries(over).flatMap(([name, after]) => {
    if (after === undefined) return [];
    const field = guardedFields.find((known) => known === name);
    const allowed =
      field === undefined ? `one of the fields ${guardedFields.join(", ")}` : loosens(field, before[field], after);
    return allowed === undefined ? [] : [{ layer, field: `security.${name}`, given: shown(after), allowed }];
  });
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
