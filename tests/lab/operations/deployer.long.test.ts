import { describeDeployer } from "./deployer";

describeDeployer(["mllp", "healthcare", "smedrec", "appointment", "bitvault"]);
