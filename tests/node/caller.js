// Calls as somebody: with a token or a key, and with what the contract says of methods.
"use strict";

const assert = require("node:assert/strict");
const grpc = require("@grpc/grpc-js");
const { setTimeout: pause } = require("node:timers/promises");

// As a client writes that does not want to wait for ever, in milliseconds.
const PATIENCE = 20000;

class Caller {
  constructor(contract, target, credential) {
    this.contract = contract;
    this.target = target;
    this.metadata = new grpc.Metadata();
    this.metadata.set("authorization", `Bearer ${credential}`);
    this.stubs = new Map();
  }

  // The stub of a service, such as "steward.ticket.v1.TicketService".
  stub(name) {
    if (!this.stubs.has(name)) {
      const Service = name.split(".").reduce((at, part) => at[part], this.contract.services);
      this.stubs.set(name, new Service(this.target, grpc.credentials.createInsecure()));
    }
    return this.stubs.get(name);
  }

  // A promise of the answer of "package.Service/Method".
  call(path, request = {}) {
    const [service, method] = path.split("/");
    return new Promise((resolve, reject) => {
      this.stub(service)[method](request, this.metadata, { deadline: Date.now() + PATIENCE },
        (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  // "CODE REASON" of a call that must be refused.
  async refusal(path, request) {
    const error = await this.call(path, request)
      .then(() => assert.fail(`${path} was not refused`), (it) => it);
    const { types } = this.contract;
    const status = types.lookupType("google.rpc.Status")
      .decode(error.metadata.get("grpc-status-details-bin")[0]);
    const info = status.details.find((it) => it.type_url.endsWith("/google.rpc.ErrorInfo"));
    const { reason } = types.lookupType("google.rpc.ErrorInfo").decode(info.value);
    return `${grpc.status[error.code]} ${reason}`;
  }
}

// What a promise-making function makes once that is true; until then it may fail, too.
async function until(make, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    let last;
    const value = await make().catch((error) => { last = error; });
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`, { cause: last });
    await pause(50);
  }
}

// What happened to a resource, such as "created", oldest first.
const verbs = (history) => history.events.map((each) => each.type.split(".").at(-2));

const names = (resources) => resources.map((each) => each.name);

module.exports = { Caller, names, until, verbs };
