import assert from "node:assert/strict";
import { goEnvironment } from "../../../lab/toolchain/go";

describe("goEnvironment", () => {
  it("keeps what says where things are and how to work", () => {
    const own = { PATH: "/bin", HTTPS_PROXY: "http://proxy.test", GOPROXY: "http://modules.test", GOMAXPROCS: "1" };
    const result = goEnvironment(own, { GOFLAGS: "-p=1 -modcacherw", GOCACHE: "/somewhere" });
    for (const [name, value] of Object.entries(own)) assert.equal(result[name], value);
    assert.equal(result["GOCACHE"], "/somewhere", "also when it only stands in Go's own configuration file");
    assert.equal(result["GOFLAGS"], "-mod=readonly -p=1 -modcacherw");
  });

  it("drops what switches verification off", () => {
    const own = {
      GONOSUMDB: "*",
      GONOSUMCHECK: "1",
      GOPRIVATE: "*",
      GOINSECURE: "*",
      GOSUMDB: "off",
      GOFLAGS: "-mod=mod",
    };
    const result = goEnvironment(own, { ...own, GOFLAGS: "-mod=mod -insecure -modfile=/elsewhere/go.mod" });
    for (const name of ["GONOSUMDB", "GONOSUMCHECK", "GOPRIVATE", "GOINSECURE", "GOSUMDB"]) {
      assert.equal(result[name], undefined, name);
    }
    assert.equal(result["GOFLAGS"], "-mod=readonly");
    assert.equal(result["GOENV"], "off", "nor may Go's own configuration file do it");
  });

  it("drops what changes the programs", () => {
    const own = { GOOS: "plan9", GOARCH: "mips", GOEXPERIMENT: "x", GOWORK: "/elsewhere/go.work", GOAMD64: "v4" };
    const result = goEnvironment(own, { GOFLAGS: "-race -tags=x -overlay=/elsewhere -toolexec=/elsewhere" });
    for (const name of ["GOOS", "GOARCH", "GOEXPERIMENT", "GOAMD64"]) assert.equal(result[name], undefined, name);
    assert.equal(result["GOWORK"], "off");
    assert.equal(result["GOFLAGS"], "-mod=readonly");
  });

  it("keeps a checksum database of the person's own", () => {
    assert.equal(goEnvironment({}, { GOSUMDB: "sums.test" })["GOSUMDB"], "sums.test");
  });
});
