/** What the rules must know of the cluster and the organisation, and what holds where nobody says otherwise. */

/** Every setting is a list of texts, so that a configuration is read and checked in one way. */
export interface Settings {
  /** Namespaces of the platform, where agents of the nodes run; no application lives there. */
  readonly platformNamespaces: readonly string[];
}

interface Setting {
  readonly initial: readonly string[];
  readonly description: string;
}

/** The settings with their initial values. */
export const settingsCatalogue: { readonly [Name in keyof Settings]: Setting } = {
  platformNamespaces: {
    initial: ["bitvault-system", "ingress-nginx", "istio-system", "velero"],
    description: "Namespaces of the platform, which need not enforce PodSecurity restricted.",
  },
};

const names = Object.keys(settingsCatalogue) as (keyof Settings)[];

/** What holds where nothing is configured. */
export const initialSettings: Settings = Object.fromEntries(
  names.map((name) => [name, settingsCatalogue[name].initial]),
) as unknown as Settings;

/** The initial settings with the configured ones in their place; anything else in the configuration is ignored. */
export function settingsFrom(configured: Readonly<Record<string, unknown>>): Settings {
  return Object.fromEntries(
    names.map((name) => {
      const value = configured[name];
      const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
      return [name, isList ? value : settingsCatalogue[name].initial];
    }),
  ) as unknown as Settings;
}
