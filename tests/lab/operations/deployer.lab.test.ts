/** The two systems that have most kinds between them, Roles and Secrets included; all five: deployer.long.test.ts. */
import { describeDeployer } from "./deployer";

describeDeployer(["mllp", "smedrec"]);
