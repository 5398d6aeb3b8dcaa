import * as z from "zod";

import type { Section } from "./section";

type Json = Readonly<Record<string, unknown>>;

/**
 * JSON Schema of a stack file (`Pulumi.<stack>.yaml`), for editors.
 *
 * It checks and completes the keys of `sections`; keys of other namespaces are left alone. What only the values of an
 * environment decide, such as a digest in prod, is not in it: the program says that.
 */
export function stackFileSchema(sections: readonly Section[]): Json {
  const ours = sections.map(({ namespace }) => namespace).join("|");
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A stack of Bulwark",
    type: "object",
    properties: {
      secretsprovider: { type: "string", description: "What encrypts the stack's secrets." },
      encryptedkey: { type: "string", description: "Written by pulumi." },
      encryptionsalt: { type: "string", description: "Written by pulumi." },
      environment: { description: "Environments of Pulumi ESC to import." },
      config: {
        type: "object",
        properties: Object.fromEntries(sections.flatMap(entries)),
        patternProperties: { [`^(?!(${ours}):)[^:]+:.+$`]: {} },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  };
}

function entries({ namespace, schema, secrets }: Section): [string, unknown][] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  return [
    ...Object.entries(properties).map(([key, value]): [string, unknown] => [`${namespace}:${key}`, value]),
    ...Object.entries(secrets).map(([key, { description, placeholder, neededIn = [] }]): [string, unknown] => [
      `${namespace}:${key}`,
      {
        description: `${description} Set it with pulumi config set --secret.`,
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
        // No words of JSON Schema: for tools that prepare a stack without knowing the program.
        "x-placeholder": placeholder,
        "x-needed-in": neededIn,
      },
    ]),
  ];
}
