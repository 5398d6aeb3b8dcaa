/** From the engine's Struct to property values. */
import { Value, type Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  Archive,
  Asset,
  OutputValue,
  ResourceReference,
  Secret,
  Unknown,
  isPropertyMap,
  setProperty,
  type PropertyMap,
  type PropertyValue,
  type UnknownKind,
} from "./model";
import { SIGNATURES, SIGNATURE_KEY, UNKNOWN_SENTINELS } from "./wire";

const UNKNOWN_KINDS = new Map<string, UnknownKind>(
  (Object.keys(UNKNOWN_SENTINELS) as UnknownKind[]).map((kind) => [UNKNOWN_SENTINELS[kind], kind]),
);

/** Reads a Struct; an absent one is an empty map. An object with a signature we don't know stays a plain object. */
export function decodeStruct(struct: Struct | undefined): PropertyMap {
  const result: PropertyMap = {};
  struct?.getFieldsMap().forEach((value, key) => {
    setProperty(result, key, decodeValue(value));
  });
  return result;
}

/** Reads one Value. */
export function decodeValue(value: Value): PropertyValue {
  switch (value.getKindCase()) {
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      const kind = UNKNOWN_KINDS.get(text);
      return kind === undefined ? text : new Unknown(kind);
    }
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(decodeValue);
    case Value.KindCase.STRUCT_VALUE:
      return decodeSigned(decodeStruct(value.getStructValue()));
    default:
      return null;
  }
}

function decodeSigned(map: PropertyMap): PropertyValue {
  switch (map[SIGNATURE_KEY]) {
    case SIGNATURES.secret:
      return new Secret(map["value"] ?? null);
    case SIGNATURES.output:
      return new OutputValue(map["value"], map["secret"] === true, texts(map["dependencies"]));
    case SIGNATURES.resource:
      return new ResourceReference(text(map["urn"]), referenceId(map["id"]), text(map["packageVersion"]));
    case SIGNATURES.asset:
      return decodeAsset(map);
    case SIGNATURES.archive:
      return decodeArchive(map);
    default:
      return map;
  }
}

function decodeAsset(map: PropertyMap): Asset {
  const hash = text(map["hash"]);
  if (text(map["path"]) !== "") return new Asset({ path: text(map["path"]) }, hash);
  if (text(map["uri"]) !== "") return new Asset({ uri: text(map["uri"]) }, hash);
  return new Asset({ text: text(map["text"]) }, hash);
}

function decodeArchive(map: PropertyMap): Archive {
  const hash = text(map["hash"]);
  if (text(map["path"]) !== "") return new Archive({ path: text(map["path"]) }, hash);
  if (text(map["uri"]) !== "") return new Archive({ uri: text(map["uri"]) }, hash);
  const assets = map["assets"];
  return new Archive({ assets: isPropertyMap(assets) ? assets : {} }, hash);
}

/** A resource that has no id yet is sent with an empty one. */
function referenceId(id: PropertyValue | undefined): PropertyValue | undefined {
  return id === "" ? new Unknown() : id;
}

function text(value: PropertyValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function texts(value: PropertyValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
