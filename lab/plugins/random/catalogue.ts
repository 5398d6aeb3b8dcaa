/** The resource types of @pulumi/random 4.21 by their Pulumi type token. */
import type { RandomKind } from "./kind";
import { randomBytes, randomId } from "./kinds/bytes";
import { randomInteger, randomShuffle } from "./kinds/numbers";
import { randomPet } from "./kinds/pet";
import { randomPassword, randomString } from "./kinds/strings";
import { randomUuid, randomUuid4, randomUuid7 } from "./kinds/uuids";

const KINDS: Readonly<Record<string, RandomKind>> = {
  "random:index/randomBytes:RandomBytes": randomBytes,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomInteger:RandomInteger": randomInteger,
  "random:index/randomPassword:RandomPassword": randomPassword,
  "random:index/randomPet:RandomPet": randomPet,
  "random:index/randomShuffle:RandomShuffle": randomShuffle,
  "random:index/randomString:RandomString": randomString,
  "random:index/randomUuid:RandomUuid": randomUuid,
  "random:index/randomUuid4:RandomUuid4": randomUuid4,
  "random:index/randomUuid7:RandomUuid7": randomUuid7,
};

/** The kind of a type token; undefined when the provider has none of that name. */
export function kindOf(type: string): RandomKind | undefined {
  return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}
