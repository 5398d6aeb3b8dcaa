import { deploy, load } from "./systems";

export const { environment, clusterUid, systems } = deploy(load());
