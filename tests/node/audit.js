// The tour's last chapter: who changed what, and that nothing of it was changed since.
"use strict";

const assert = require("node:assert/strict");

const AUDIT = "steward.audit.v1.AuditService";
const SERVICES = ["catalog", "change-approval", "directory", "notification", "ticket"];

// How many events of a service the trail has.
async function count(admin, service) {
  const { events } = await admin.call(`${AUDIT}/ListAuditEvents`,
    { page_size: 1000, filter: `service = "${service}"` });
  return events.length;
}

async function audit(as) {
  const admin = as("");
  const page = await admin.call(`${AUDIT}/ListAuditEvents`,
    { page_size: 1, filter: 'type = "dev.steward.change.closed.v1"' });
  assert.deepEqual(page.events.map(({ event }) => [event.actor, event.service]),
    [["users/change_manager", "change-approval"]]);

  const { heads } = await admin.call(`${AUDIT}/GetAuditHeads`);
  const found = await admin.call(`${AUDIT}/VerifyAuditTrail`);
  assert.deepEqual(found.verifications.map((each) => [each.service, each.fault]),
    SERVICES.map((service) => [service, null]));
  // Nothing happens by itself to what these two keep.
  for (const service of ["directory", "change-approval"]) {
    const head = heads.find((each) => each.service === service);
    const chain = found.verifications.find((each) => each.service === service);
    assert.deepEqual([chain.sequence, chain.hash], [head.sequence, head.hash]);
    assert.equal(Number(chain.sequence), await count(admin, service));
    assert.ok(chain.sequence > 0);
  }
  assert.equal(await as("AGENT").refusal(`${AUDIT}/VerifyAuditTrail`),
    "PERMISSION_DENIED PERMISSION_DENIED");
}

module.exports = audit;
