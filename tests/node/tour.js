// tour.js reflection|published: the README's tour over gRPC, chapter by chapter. Addresses and
// tokens come from the environment, as ./scripts/up writes them; the tenant is empty.
"use strict";

const { Caller } = require("./caller.js");
const { load, published, reflected } = require("./contract.js");

const { STEWARD_URL, STEWARD_GRPC } = process.env;
const CHAPTERS = {
  tickets: require("./tickets.js"),
  directory: require("./directory.js"),
  keys: require("./keys.js"),
  orders: require("./orders.js"),
  changes: require("./changes.js"),
  audit: require("./audit.js"),
};

async function main(source) {
  const contract = load(source === "reflection" ? await reflected(STEWARD_GRPC)
    : await published(STEWARD_URL));
  const withCredential = (credential) => new Caller(contract, STEWARD_GRPC, credential);
  // A caller with the token of a role, such as "AGENT", or of the administrator.
  const as = (role) => withCredential(
    process.env[role ? `STEWARD_TOKEN_${role}` : "STEWARD_TOKEN"]);
  for (const [name, chapter] of Object.entries(CHAPTERS)) {
    await chapter(as, withCredential);
    console.log(name);
  }
  console.log("The tour is over.");
  process.exit(0);
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
