/** RandomString and RandomPassword: characters of chosen classes, with a least number of each. */
import type { PropertyMap } from "../../shared";
import {
  KEEPERS,
  isUnknown,
  numberOf,
  orDefault,
  refuseBelowOne,
  textOf,
  type InputSpec,
  type RandomKind,
  type Refusal,
} from "../kind";
import { shuffled, uniformItem } from "../uniform";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
/** The special characters unless overrideSpecial says others (terraform-provider-random, "random_string: special"). */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** bcrypt looks at the first 72 bytes only, and so does the hash of a longer password. */
const BCRYPT_COST = 10;

const INPUTS: Readonly<Record<string, InputSpec>> = {
  ...KEEPERS,
  length: { type: "integer", required: true },
  upper: { type: "boolean" },
  lower: { type: "boolean" },
  numeric: { type: "boolean" },
  number: { type: "boolean", deprecated: "numeric" },
  special: { type: "boolean" },
  minUpper: { type: "integer" },
  minLower: { type: "integer" },
  minNumeric: { type: "integer" },
  minSpecial: { type: "integer" },
  overrideSpecial: { type: "string" },
};

const MINIMA = ["minUpper", "minLower", "minNumeric", "minSpecial"] as const;

/** A string that may be shown. */
export const randomString: RandomKind = {
  inputs: INPUTS,
  computed: { result: "plain" },
  complete,
  refuse,
  generate(inputs) {
    const result = characters(inputs);
    return { id: result, outputs: { result } };
  },
  import: (id) => ({ id, inputs: importedInputs(id), outputs: { result: id } }),
};

/** A string that is a secret, with its bcrypt hash. */
export const randomPassword: RandomKind = {
  inputs: INPUTS,
  computed: { result: "secret", bcryptHash: "secret" },
  complete,
  refuse,
  generate: (inputs) => password(characters(inputs)),
  import: async (id) => ({ ...(await password(id)), inputs: importedInputs(id) }),
};

async function password(result: string) {
  // Loaded here, since most programs have no password and the library takes longer to load than the provider.
  const { hash } = await import("bcryptjs");
  return { id: "none", outputs: { result, bcryptHash: await hash(result, BCRYPT_COST) } };
}

/** The inputs of an imported string: every class may occur in it; official lengths count bytes. */
function importedInputs(text: string): PropertyMap {
  return complete({ length: Buffer.byteLength(text) });
}

function complete(inputs: PropertyMap): PropertyMap {
  const digits = orDefault(inputs["numeric"] ?? inputs["number"], true);
  const completed: PropertyMap = {
    ...inputs,
    upper: orDefault(inputs["upper"], true),
    lower: orDefault(inputs["lower"], true),
    special: orDefault(inputs["special"], true),
    numeric: digits,
    number: orDefault(inputs["number"], digits),
  };
  for (const minimum of MINIMA) completed[minimum] = orDefault(inputs[minimum], 0);
  return completed;
}

function refuse(inputs: PropertyMap): Refusal[] {
  return [...refuseBelowOne(inputs, "length"), ...refuseMinima(inputs), ...refuseClasses(inputs)];
}

function refuseMinima(inputs: PropertyMap): Refusal[] {
  const length = numberOf(inputs, "length");
  const minima = MINIMA.map((key) => numberOf(inputs, key));
  const negative = MINIMA.filter((key) => (numberOf(inputs, key) ?? 0) < 0);
  if (negative.length > 0) return negative.map((property) => ({ property, reason: "must not be negative" }));
  const sum = minima.reduce<number>((total, minimum) => total + (minimum ?? 0), 0);
  if (length === undefined || length >= sum) return [];
  return [{ property: "length", reason: `is ${length} but must be at least ${sum}, the sum of ${MINIMA.join(", ")}` }];
}

function refuseClasses(inputs: PropertyMap): Refusal[] {
  if (inputs["number"] !== inputs["numeric"] && !isUnknown(inputs["number"]) && !isUnknown(inputs["numeric"])) {
    return [{ property: "number", reason: "differs from numeric: number is deprecated, use numeric alone" }];
  }
  const classes = ["upper", "lower", "numeric", "special"];
  if (classes.some((key) => inputs[key] !== false)) return [];
  return [{ property: "numeric", reason: `at least one of ${classes.join(", ")} must be true` }];
}

/** The text: the least number of each class, the rest from all chosen classes together, in random order. */
function characters(inputs: PropertyMap): string {
  const override = textOf(inputs, "overrideSpecial");
  const special = override === "" ? SPECIAL : override;
  const chosen = [
    inputs["upper"] === true ? UPPER : "",
    inputs["lower"] === true ? LOWER : "",
    inputs["numeric"] === true ? DIGITS : "",
    inputs["special"] === true ? special : "",
  ].join("");
  // A minimum holds for its class even where the class is otherwise left out, as it does officially.
  const required = [
    ...pick(UPPER, numberOf(inputs, "minUpper")),
    ...pick(LOWER, numberOf(inputs, "minLower")),
    ...pick(DIGITS, numberOf(inputs, "minNumeric")),
    ...pick(special, numberOf(inputs, "minSpecial")),
  ];
  const rest = pick(chosen, (numberOf(inputs, "length") ?? 0) - required.length);
  return shuffled([...required, ...rest]).join("");
}

function pick(from: string, count = 0): string[] {
  const alphabet = Array.from(from);
  return Array.from({ length: count }, () => uniformItem(alphabet));
}
