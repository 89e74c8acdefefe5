// The tour's chapter of the catalog: a laptop is offered, ordered, approved and handed over.
"use strict";

const assert = require("node:assert/strict");
const { until, verbs } = require("./caller.js");

const CATALOG = "steward.catalog.v1";
const REQUESTS = `${CATALOG}.RequestService`;
const TICKETS = "steward.ticket.v1.TicketService";
const DECIDE = "steward.approval.v1.ApprovalService/DecideApproval";
const euros = (amount) => ({ currency_code: "EUR", amount });
const MODEL = {
  id: "model",
  label: "Model",
  type: "CHOICE",
  required: true,
  choices: [
    { value: "standard", label: "Standard, 14 inch" },
    { value: "pro", label: "Pro, 16 inch", price: euros("600.00") },
  ],
};
const LAPTOP = {
  offering: "serviceOfferings/workplace",
  display_name: "Laptop",
  price: euros("1500.00"),
  form: { fields: [MODEL] },
  approval_rules: [
    { title: "Manager", manager: true, rule: "ANY" },
    { title: "Board", condition: "price > 2000", groups: ["groups/board"], rule: "ANY" },
  ],
  tasks: [
    { id: "prepare", title: "Prepare it", group: "groups/network" },
    { id: "hand_over", title: "Hand it over", group: "groups/network", depends_on: ["prepare"] },
  ],
  subscription: { duration: { seconds: 94608000 } },
};
const OFFERED = [
  ["CatalogService", "catalog_service", "workplace", { display_name: "Workplace" }],
  ["ServiceOffering", "service_offering", "workplace",
    { service: "catalogServices/workplace", display_name: "Standard workplace" }],
  ["CatalogItem", "catalog_item", "laptop", LAPTOP],
];

async function offer(admin) {
  for (const [kind, field, id, body] of OFFERED) {
    const service = `${CATALOG}.${kind}Service`;
    const { name } = await admin.call(`${service}/Create${kind}`,
      { [field]: body, [`${field}_id`]: id });
    const published = await admin.call(`${service}/Publish${kind}`, { name });
    assert.equal(published.state, "PUBLISHED");
  }
}

// An order, its answers as google.protobuf.Struct has them: protobuf.js reads a map out of
// descriptors as a list of entries.
const order = (model) => ({
  request: {
    item: "catalogItems/laptop",
    answers: { fields: [{ key: "model", value: { string_value: model } }] },
  },
});

async function orders(as) {
  await offer(as(""));
  const requester = as("REQUESTER");
  const inState = (name, state) => until(async () => {
    const found = await requester.call(`${REQUESTS}/GetRequest`, { name });
    return found.state === state && found;
  }, `${name} in ${state}`);

  const would = await requester.call(`${REQUESTS}/CreateRequest`,
    { ...order("pro"), validate_only: true });
  assert.deepEqual(would.price, euros("2100.00"));
  assert.deepEqual(would.stages.map((each) => each.title), ["Manager", "Board"]);
  assert.equal(await requester.refusal(`${REQUESTS}/CreateRequest`, order("mini")),
    "INVALID_ARGUMENT INVALID_FIELD");

  const made = await requester.call(`${REQUESTS}/CreateRequest`, order("standard"));
  const { name } = made;
  assert.deepEqual([made.state, made.price], ["SUBMITTED", euros("1500.00")]);
  const { approval } = await inState(name, "AWAITING_APPROVAL");
  const decision = { name: approval, decision: "APPROVE" };
  assert.equal(await requester.refusal(DECIDE, decision), "PERMISSION_DENIED PERMISSION_DENIED");
  assert.equal(await as("OTHER").refusal(DECIDE, decision), "NOT_FOUND RESOURCE_NOT_FOUND");
  assert.equal((await as("APPROVER").call(DECIDE, decision)).state, "APPROVED");

  for (const title of ["Prepare it", "Hand it over"]) {
    const task = await until(() => as("AGENT").call(`${TICKETS}/ClaimNextTicket`,
      { assignment_group: "groups/network" }), title);
    assert.deepEqual([task.kind, task.title, task.parent], ["TASK", title, name]);
    await as("AGENT").call(`${TICKETS}/ResolveTicket`,
      { name: task.name, resolution_code: "FIXED", resolution_notes: "Done." });
  }
  const done = await inState(name, "FULFILLED");
  assert.deepEqual(done.tasks.map((each) => each.state), ["DONE", "DONE"]);
  const left = await requester.call(`${CATALOG}.SubscriptionService/GetSubscription`,
    { name: done.subscription });
  assert.deepEqual([left.state, left.subscriber], ["ACTIVE", "users/requester"]);
  const told = verbs(await requester.call(`${REQUESTS}/ListRequestHistory`, { name }));
  assert.deepEqual([...told.slice(0, 3), told.at(-1)],
    ["submitted", "approval_requested", "approved", "fulfilled"]);
}

module.exports = orders;
