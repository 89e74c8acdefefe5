// The tour's chapter of tickets: one is recorded, led through its lifecycle, found and followed.
"use strict";

const assert = require("node:assert/strict");
const { names, verbs } = require("./caller.js");

const TICKETS = "steward.ticket.v1.TicketService";

// What happened to tickets, up to the first event with that verb.
async function watch(caller, last) {
  const seen = [];
  const stream = caller.stub("steward.event.v1.EventService")
    .Watch({ from: "earliest" }, caller.metadata);
  for await (const { event } of stream) {
    if (event && event.type.startsWith("dev.steward.ticket.")) seen.push(event);
    if (event && event.type.endsWith(`.${last}.v1`)) break;
  }
  stream.on("error", () => {});
  stream.cancel();
  return verbs({ events: seen });
}

async function tickets(as) {
  const admin = as("");
  const draft = {
    ticket: { kind: "INCIDENT", title: "VPN down", impact: "HIGH", urgency: "HIGH" },
    request_id: "my-first-incident",
  };
  const ticket = await admin.call(`${TICKETS}/CreateTicket`, draft);
  assert.deepEqual([ticket.priority, ticket.state], ["P1", "NEW"]);
  const { name } = ticket;
  assert.deepEqual(await admin.call(`${TICKETS}/CreateTicket`, draft), ticket);

  assert.equal(await admin.refusal(`${TICKETS}/CloseTicket`, { name }),
    "FAILED_PRECONDITION ILLEGAL_TRANSITION");
  await admin.call(`${TICKETS}/StartTicket`, { name });
  const resolution = { resolution_code: "FIXED", resolution_notes: "Restarted the concentrator." };
  const resolved = await admin.call(`${TICKETS}/ResolveTicket`, { name, ...resolution });
  assert.equal(resolved.state, "RESOLVED");

  const page = await admin.call(`${TICKETS}/ListTickets`, {
    filter: 'priority = P1 AND title:"vpn"', order_by: "create_time desc",
  });
  assert.deepEqual(names(page.tickets), [name]);
  const history = await admin.call(`${TICKETS}/ListTicketHistory`, { name });
  assert.deepEqual(verbs(history), ["created", "started", "resolved"]);

  const update = {
    ticket: { name, title: "VPN in Oslo down", etag: resolved.etag },
    update_mask: { paths: ["title"] },
  };
  const tried = await admin.call(`${TICKETS}/UpdateTicket`, { ...update, validate_only: true });
  assert.equal(tried.title, "VPN in Oslo down");
  assert.deepEqual(await admin.call(`${TICKETS}/GetTicket`, { name }), resolved);
  update.ticket.etag = ticket.etag;
  assert.equal(await admin.refusal(`${TICKETS}/UpdateTicket`, update), "ABORTED ETAG_MISMATCH");

  assert.deepEqual(await watch(admin, "resolved"), ["created", "started", "resolved"]);

  assert.equal(await as("OTHER").refusal(`${TICKETS}/GetTicket`, { name }),
    "NOT_FOUND RESOURCE_NOT_FOUND");
  assert.equal(await as("REQUESTER").refusal(`${TICKETS}/StartTicket`, { name }),
    "PERMISSION_DENIED PERMISSION_DENIED");
}

module.exports = tickets;
