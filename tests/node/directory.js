// The tour's chapter of people and groups, and of what is assigned to them. It creates those whom
// the tokens of the later chapters are for.
"use strict";

const assert = require("node:assert/strict");
const { names } = require("./caller.js");

const DIRECTORY = "steward.directory.v1";
const MEMBERSHIPS = `${DIRECTORY}.MembershipService`;
const TICKETS = "steward.ticket.v1.TicketService";
const PEOPLE = [["approver", "approver"], ["requester", "requester"], ["kari", "requester"],
  ["agent", "agent"]];
const GROUPS = [["network", "ASSIGNMENT", "agent"], ["board", "BOARD", "approver"]];

async function directory(as) {
  const admin = as("");
  for (const [id, role] of PEOPLE) {
    const manager = role === "requester" ? "users/approver" : "";
    const user = { display_name: id, time_zone: "Europe/Oslo", roles: [role], manager };
    const made = await admin.call(`${DIRECTORY}.UserService/CreateUser`, { user, user_id: id });
    assert.deepEqual([made.name, made.state], [`users/${id}`, "ACTIVE"]);
  }
  const page = await admin.call(`${DIRECTORY}.UserService/ListUsers`,
    { filter: "roles:requester" });
  assert.deepEqual(names(page.users), ["users/kari", "users/requester"]);

  for (const [id, kind, member] of GROUPS) {
    const group = { display_name: id, kind };
    const made = await admin.call(`${DIRECTORY}.GroupService/CreateGroup`,
      { group, group_id: id });
    await admin.call(`${MEMBERSHIPS}/CreateMembership`,
      { parent: made.name, membership: { user: `users/${member}`, role: "LEAD" } });
  }
  const listed = await admin.call(`${MEMBERSHIPS}/ListMemberships`, { parent: "groups/network" });
  assert.deepEqual(listed.memberships.map((each) => [each.name, each.role]),
    [["groups/network/memberships/agent", "LEAD"]]);

  const { name } = await admin.call(`${TICKETS}/CreateTicket`,
    { ticket: { kind: "INCIDENT", title: "Switch down", impact: "LOW", urgency: "LOW" } });
  const queue = { name, assignment_group: "groups/network" };
  assert.equal(await admin.refusal(`${TICKETS}/AssignTicket`, { ...queue, assignee: "users/kari" }),
    "FAILED_PRECONDITION NOT_A_MEMBER");
  await admin.call(`${TICKETS}/AssignTicket`, queue);
  const claim = { assignment_group: "groups/network" };
  const claimed = await as("AGENT").call(`${TICKETS}/ClaimNextTicket`, claim);
  assert.deepEqual([claimed.name, claimed.assignee], [name, "users/agent"]);
  assert.equal(await as("AGENT").refusal(`${TICKETS}/ClaimNextTicket`, claim),
    "NOT_FOUND NOTHING_TO_CLAIM");
}

module.exports = directory;
