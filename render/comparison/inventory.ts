/** Reads `inventory.txt` back, as far as a comparison needs it. */

/** One resource of a stack. */
export interface Entry {
  readonly urn: string;
  /** The file of its object; undefined for components, providers, generated values, and in inventories of before this line. */
  readonly object: string | undefined;
  /** Its options, one a line, as the inventory words them. */
  readonly options: readonly string[];
}

const OBJECT = "object: ";

/** The resources of an inventory, in its order. */
export function parseInventory(text: string): readonly Entry[] {
  const blocks = text.split(/\n(?=\S)/).filter((block) => block.trim() !== "");
  return blocks.map((block) => {
    const [urn = "", ...lines] = block.trimEnd().split("\n");
    const options = lines.map((line) => line.trim());
    return {
      urn,
      object: options.find((option) => option.startsWith(OBJECT))?.slice(OBJECT.length),
      options: options.filter((option) => !option.startsWith(OBJECT)),
    };
  });
}
