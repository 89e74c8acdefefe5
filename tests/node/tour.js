// tour.js reflection|published: the README's tour over gRPC. Addresses and tokens come from the
// environment, as ./scripts/up writes them.
"use strict";

const assert = require("node:assert/strict");
const grpc = require("@grpc/grpc-js");
const { load, published, reflected } = require("./contract.js");

const { STEWARD_URL, STEWARD_GRPC, STEWARD_TOKEN } = process.env;

// A client of a service with one token; methods return promises.
class Client {
  constructor(Service, token) {
    this.stub = new Service(STEWARD_GRPC, grpc.credentials.createInsecure());
    this.metadata = new grpc.Metadata();
    this.metadata.set("authorization", `Bearer ${token}`);
  }

  call(method, request) {
    return new Promise((resolve, reject) => {
      this.stub[method](request, this.metadata, { deadline: Date.now() + 20000 },
        (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }
}

// [code, reason] of a call that must be refused.
async function refusal(types, promise) {
  const error = await promise.then(() => assert.fail("was not refused"), (it) => it);
  const status = types.lookupType("google.rpc.Status")
    .decode(error.metadata.get("grpc-status-details-bin")[0]);
  const info = status.details.find((it) => it.type_url.endsWith("/google.rpc.ErrorInfo"));
  const { reason } = types.lookupType("google.rpc.ErrorInfo").decode(info.value);
  return [grpc.status[error.code], reason];
}

// The types of events up to one that ends so.
async function watch(client, last) {
  const types = [];
  const stream = client.stub.Watch({ from: "earliest" }, client.metadata);
  for await (const { event } of stream) {
    if (event) types.push(event.type);
    if (event && event.type.endsWith(last)) break;
  }
  stream.on("error", () => {});
  stream.cancel();
  return types;
}

async function tickets(services, types) {
  const { TicketService } = services.steward.ticket.v1;
  const client = new Client(TicketService, STEWARD_TOKEN);
  const draft = {
    ticket: { kind: "INCIDENT", title: "VPN down", impact: "HIGH", urgency: "HIGH" },
    request_id: "my-first-incident",
  };
  const ticket = await client.call("CreateTicket", draft);
  assert.equal(ticket.priority, "P1");
  const { name } = ticket;
  assert.equal((await client.call("CreateTicket", draft)).name, name);

  assert.deepEqual(await refusal(types, client.call("CloseTicket", { name })),
    ["FAILED_PRECONDITION", "ILLEGAL_TRANSITION"]);
  await client.call("StartTicket", { name });
  const resolution = { resolution_code: "FIXED", resolution_notes: "Restarted the concentrator." };
  const resolved = await client.call("ResolveTicket", { name, ...resolution });
  assert.equal(resolved.state, "RESOLVED");

  const page = await client.call("ListTickets", { filter: 'priority = P1 AND title:"vpn"' });
  assert.deepEqual(page.tickets.map((each) => each.name), [name]);
  assert.equal((await client.call("ListTicketHistory", { name })).events.length, 3);

  const { etag } = await client.call("GetTicket", { name });
  const tried = await client.call("UpdateTicket", {
    ticket: { name, title: "VPN in Oslo down", etag },
    update_mask: { paths: ["title"] },
    validate_only: true,
  });
  assert.equal(tried.title, "VPN in Oslo down");
  assert.equal((await client.call("GetTicket", { name })).title, "VPN down");

  const stranger = new Client(TicketService, process.env.STEWARD_TOKEN_OTHER);
  assert.deepEqual(await refusal(types, stranger.call("GetTicket", { name })),
    ["NOT_FOUND", "RESOURCE_NOT_FOUND"]);
  const rita = new Client(TicketService, process.env.STEWARD_TOKEN_REQUESTER);
  assert.deepEqual(await refusal(types, rita.call("StartTicket", { name })),
    ["PERMISSION_DENIED", "PERMISSION_DENIED"]);
}

async function others(services) {
  const watcher = new Client(services.steward.event.v1.EventService, STEWARD_TOKEN);
  const seen = await watch(watcher, ".resolved.v1");
  assert.deepEqual(seen.map((type) => type.replace("dev.steward.ticket.", "")),
    ["created.v1", "started.v1", "resolved.v1"]);

  const users = new Client(services.steward.directory.v1.UserService, STEWARD_TOKEN);
  const kari = { display_name: "Kari Moe", time_zone: "Europe/Oslo", roles: ["requester"] };
  await users.call("CreateUser", { user: kari, user_id: "kari" });
  const page = await users.call("ListUsers", { filter: "roles:requester" });
  assert.deepEqual(page.users.map((each) => each.name), ["users/kari"]);

  const audit = new Client(services.steward.audit.v1.AuditService, STEWARD_TOKEN);
  assert.equal((await audit.call("ListAuditEvents", { page_size: 5 })).events.length, 4);
}

async function main(source) {
  const set = source === "reflection" ? await reflected(STEWARD_GRPC)
    : await published(STEWARD_URL);
  const { services, types } = load(set);
  await tickets(services, types);
  await others(services);
  console.log("The tour is over.");
  process.exit(0);
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
