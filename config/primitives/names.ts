import { InvalidValue, type TextFormat } from "./invalid";

/** A name with a shape and a greatest length. */
interface NameFormat extends TextFormat {
  readonly maxLength: number;
}

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";

export const dnsLabelFormat: NameFormat = {
  pattern: `^${label}$`,
  maxLength: 63,
  description: "Lower-case letters, digits and -, beginning and ending with a letter or digit (RFC 1123 label).",
  examples: ["mllp-server"],
};

export const serviceNameFormat: NameFormat = {
  pattern: "^[a-z](?:[-a-z0-9]*[a-z0-9])?$",
  maxLength: 63,
  description: "Lower-case letters, digits and -, beginning with a letter (RFC 1035 label).",
  examples: ["mllp-server"],
};

export const dnsSubdomainFormat: NameFormat = {
  pattern: `^${label}(?:\\.${label})*$`,
  maxLength: 253,
  description: "Labels of lower-case letters, digits and -, joined by dots (RFC 1123 subdomain).",
  examples: ["mllp-server", "prod.example.com"],
};

export const labelValueFormat: NameFormat = {
  pattern: "^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
  maxLength: 63,
  description: "Empty, or letters, digits and - _ . beginning and ending with a letter or digit.",
  examples: ["true", "v1.4.2"],
};

export const labelKeyFormat: NameFormat = {
  pattern: `^(?:${label}(?:\\.${label})*/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`,
  maxLength: 317,
  description: "A name of at most 63 characters, before it optionally a DNS subdomain and a slash.",
  examples: ["app", "network-policy/mllp-client"],
};

export const portNameFormat: NameFormat = {
  pattern: "^(?=.*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$",
  maxLength: 15,
  description: "Lower-case letters, digits and single -, at least one letter.",
  examples: ["mllp", "http"],
};

export const environmentVariableFormat: NameFormat = {
  pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
  maxLength: 253,
  description: "Letters, digits and _, not beginning with a digit.",
  examples: ["LOG_LEVEL"],
};

export const dataKeyFormat: NameFormat = {
  pattern: "^(?!\\.\\.)(?!\\.$)[-._a-zA-Z0-9]+$",
  maxLength: 253,
  description: "Letters, digits and - _ . (key of a ConfigMap or Secret).",
  examples: ["tls.crt", "LOG_LEVEL"],
};

/** @throws InvalidValue when `text` is no RFC 1123 label: names of namespaces, containers, volumes. */
export const parseDnsLabel = (text: string): string => checked(text, dnsLabelFormat);
/** @throws InvalidValue when `text` is no RFC 1035 label: names of Services. */
export const parseServiceName = (text: string): string => checked(text, serviceNameFormat);
/** @throws InvalidValue when `text` is no RFC 1123 subdomain: most object names. */
export const parseDnsSubdomain = (text: string): string => checked(text, dnsSubdomainFormat);
/** @throws InvalidValue when `text` is no label value. */
export const parseLabelValue = (text: string): string => checked(text, labelValueFormat);
/** @throws InvalidValue when `text` is no label or annotation key. */
export const parseLabelKey = (text: string): string => checked(text, labelKeyFormat);
/** @throws InvalidValue when `text` is no port name. */
export const parsePortName = (text: string): string => checked(text, portNameFormat);
/** @throws InvalidValue when `text` is no name of a shell variable. */
export const parseEnvironmentVariable = (text: string): string => checked(text, environmentVariableFormat);
/** @throws InvalidValue when `text` is no key of a ConfigMap or Secret. */
export const parseDataKey = (text: string): string => checked(text, dataKeyFormat);

function checked(text: string, { pattern, maxLength, description, examples }: NameFormat): string {
  if (text.length > maxLength || !new RegExp(pattern).test(text)) {
    const rule = description.replace(/\.$/, "");
    throw new InvalidValue(
      text,
      `at most ${maxLength} characters: ${rule.charAt(0).toLowerCase()}${rule.slice(1)}`,
      `write for example "${examples[0] ?? ""}"`,
    );
  }
  return text;
}
