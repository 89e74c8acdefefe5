// The tour's chapter of changes: one is planned, assessed, approved, carried out and closed.
"use strict";

const assert = require("node:assert/strict");
const { verbs } = require("./caller.js");

const CHANGES = "steward.change.v1.ChangeService";
const MODELS = "steward.change.v1.ChangeModelService";
const DECIDE = "steward.approval.v1.ApprovalService/DecideApproval";
const MODEL = {
  title: "Network",
  kind: "NORMAL",
  stages: [
    {
      title: "Board",
      rule: "ANY",
      groups: ["groups/board"],
      fields: ["planned_start_time", "planned_end_time"],
    },
  ],
};

// Two hours, so many hours from now.
function window(hours) {
  const start = Math.floor(Date.now() / 1000) + hours * 3600;
  return { planned_start_time: { seconds: start }, planned_end_time: { seconds: start + 7200 } };
}

async function changes(as) {
  const agent = as("AGENT");
  const manager = as("CHANGE_MANAGER");
  const model = { change_model: MODEL, change_model_id: "network" };
  assert.equal(await agent.refusal(`${MODELS}/CreateChangeModel`, model),
    "PERMISSION_DENIED PERMISSION_DENIED");
  assert.equal((await manager.call(`${MODELS}/CreateChangeModel`, model)).state, "ENABLED");

  const draft = {
    model: "changeModels/network",
    title: "New core switch",
    implementation_plan: "Swap it.",
    test_plan: "Ping it.",
    backout_plan: "Swap it back.",
    ...window(48),
  };
  const made = await agent.call(`${CHANGES}/CreateChange`, { change: draft });
  assert.deepEqual([made.state, made.kind], ["NEW", "NORMAL"]);
  const { name } = made;
  assert.equal(await agent.refusal(`${CHANGES}/StartChange`, { name }),
    "FAILED_PRECONDITION ILLEGAL_TRANSITION");
  const { risk } = await agent.call(`${CHANGES}/AssessChange`, { name });
  assert.deepEqual([risk.level, ...risk.factors.map((each) => each.name)],
    ["LOW", "MEDIUM_IMPACT"]);
  const asked = await agent.call(`${CHANGES}/RequestChangeApproval`, { name });
  assert.equal(asked.state, "AUTHORIZATION");

  const decision = { name: asked.approval, decision: "APPROVE" };
  assert.equal(await agent.refusal(DECIDE, decision), "PERMISSION_DENIED PERMISSION_DENIED");
  assert.equal((await as("APPROVER").call(DECIDE, decision)).state, "APPROVED");
  assert.equal(await agent.refusal(`${CHANGES}/StartChange`, { name }),
    "FAILED_PRECONDITION OUTSIDE_WINDOW");
  const moved = await agent.call(`${CHANGES}/UpdateChange`, {
    change: { name, ...window(-1) },
    update_mask: { paths: ["planned_start_time", "planned_end_time"] },
  });
  // The board decides about the window.
  assert.equal(moved.state, "AUTHORIZATION");
  await as("APPROVER").call(DECIDE, decision);

  assert.equal((await agent.call(`${CHANGES}/StartChange`, { name })).state, "IMPLEMENTATION");
  assert.equal((await agent.call(`${CHANGES}/CompleteChange`, { name })).state, "REVIEW");
  const review = { name, close_code: "SUCCESSFUL", close_notes: "It pings." };
  assert.equal(await agent.refusal(`${CHANGES}/CloseChange`, review),
    "PERMISSION_DENIED PERMISSION_DENIED");
  const closed = await manager.call(`${CHANGES}/CloseChange`, review);
  assert.deepEqual([closed.state, closed.close_code], ["CLOSED", "SUCCESSFUL"]);
  const told = verbs(await agent.call(`${CHANGES}/ListChangeHistory`, { name }));
  assert.deepEqual([...told.slice(0, 4), ...told.slice(-3)],
    ["created", "assessed", "approval_requested", "scheduled", "started", "completed", "closed"]);
}

module.exports = changes;
