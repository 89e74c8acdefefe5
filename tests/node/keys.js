// The tour's chapter of programs: a service account calls with an API key, until it is revoked.
"use strict";

const assert = require("node:assert/strict");
const { until } = require("./caller.js");

const DIRECTORY = "steward.directory.v1";
const KEYS = `${DIRECTORY}.ApiKeyService`;
const TICKETS = "steward.ticket.v1.TicketService";

async function keys(as, withCredential) {
  const admin = as("");
  const { name: parent } = await admin.call(
    `${DIRECTORY}.ServiceAccountService/CreateServiceAccount`, {
      service_account: { display_name: "Pipeline", roles: ["integration"] },
      service_account_id: "ci",
    });
  const draft = { parent, api_key: { display_name: "Deploy" }, request_id: "my-key" };
  const made = await admin.call(`${KEYS}/CreateApiKey`, draft);
  assert.match(made.key, /^stw_live_/);
  // It is shown once.
  assert.deepEqual(await admin.call(`${KEYS}/CreateApiKey`, draft), { ...made, key: "" });

  const program = withCredential(made.key);
  const ticket = await program.call(`${TICKETS}/CreateTicket`,
    { ticket: { kind: "INCIDENT", title: "Disk full", impact: "LOW", urgency: "LOW" } });
  assert.equal(ticket.creator, "serviceAccounts/ci");
  assert.equal(await program.refusal("steward.audit.v1.AuditService/ListAuditEvents"),
    "PERMISSION_DENIED PERMISSION_DENIED");

  const revoked = await admin.call(`${KEYS}/RevokeApiKey`, { name: made.name });
  assert.equal(revoked.state, "REVOKED");
  await until(async () => (
    await program.refusal(`${TICKETS}/ListTickets`) === "UNAUTHENTICATED INVALID_TOKEN"),
  "the key to count no longer");
}

module.exports = keys;
