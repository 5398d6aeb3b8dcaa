import assert from "node:assert/strict";
import { ingressNginx } from "../../../components/builders/ingress-nginx";

const prefix = "nginx.ingress.kubernetes.io";

describe("components/builders/ingress-nginx", () => {
  it("answers plain HTTP only with a redirect, and asks for nothing else by itself (R-30)", () => {
    assert.deepEqual(ingressNginx.serving("shop", { corsOrigins: [] }), { [`${prefix}/force-ssl-redirect`]: "true" });
  });

  it("limits, shares and adds headers in the controller's words (G-15)", () => {
    const edge = {
      requestsPerMinute: 100,
      corsOrigins: ["https://app.smedrec.com", "https://admin.smedrec.com"],
      headersConfigMap: "audit-server-headers",
    };
    assert.deepEqual(ingressNginx.serving("smedrec-audit", edge), {
      [`${prefix}/force-ssl-redirect`]: "true",
      [`${prefix}/limit-rpm`]: "100",
      [`${prefix}/enable-cors`]: "true",
      [`${prefix}/cors-allow-origin`]: "https://app.smedrec.com,https://admin.smedrec.com",
      [`${prefix}/custom-headers`]: "smedrec-audit/audit-server-headers",
    });
  });

  it("denies every address of both families (R-71, C-23)", () => {
    assert.deepEqual(ingressNginx.denying(), { [`${prefix}/denylist-source-range`]: "0.0.0.0/0,::/0" });
  });

  it("splits by weight (C-30)", () => {
    assert.deepEqual(ingressNginx.splitting(10), { [`${prefix}/canary`]: "true", [`${prefix}/canary-weight`]: "10" });
  });
});
