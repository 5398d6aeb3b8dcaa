/** pulumi-language-nodejs: Pulumi's language host for Node programs and policy packs. */
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { runPlugin } from "../shared/plugin";
import { implement } from "../shared/service";
import { languageHost } from "./host";

runPlugin((context) => [
  {
    definition: LanguageRuntimeService,
    implementation: implement(LanguageRuntimeService, languageHost(context), context.cancelled),
  },
]);
