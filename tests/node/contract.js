// The contract as a client gets it that has only the address of a gateway: a serialized
// FileDescriptorSet.
"use strict";

const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");
const { FileDescriptorSet } = require("protobufjs/ext/descriptor");
const protobuf = require("protobufjs");

// Of Debian's package grpc-proto.
const REFLECTION = "/usr/share/grpc-proto/grpc/reflection/v1/reflection.proto";

// What errors carry; no service refers to it.
const ERRORS = ["google.rpc.Status", "google.rpc.ErrorInfo"];
// Fields are named as in the protos.
const OPTIONS = { keepCase: true, longs: String, enums: String, defaults: true, arrays: true };

// From the document that the gateway publishes.
async function published(url) {
  const answer = await fetch(`${url}/v1/descriptors.binpb`);
  if (!answer.ok) throw new Error(`${answer.status} of the descriptor set`);
  return Buffer.from(await answer.arrayBuffer());
}

// From server reflection: the files of all services, and what they import.
async function reflected(target) {
  const { ServerReflection } = grpc.loadPackageDefinition(loader.loadSync(REFLECTION, OPTIONS)).grpc
    .reflection.v1;
  const client = new ServerReflection(target, grpc.credentials.createInsecure());
  const call = client.ServerReflectionInfo();
  const answers = call[Symbol.asyncIterator]();
  const ask = async (question) => {
    call.write(question);
    return (await answers.next()).value;
  };
  const services = (await ask({ list_services: "*" })).list_services_response.service;
  const symbols = services.map((each) => each.name).filter((name) => !name.startsWith("grpc."));
  const files = new Map();
  for (const symbol of [...symbols, ...ERRORS]) {
    const answer = await ask({ file_containing_symbol: symbol });
    // Answers share files, and a set has each of them once.
    for (const file of answer.file_descriptor_response.file_descriptor_proto)
      files.set(file.toString("base64"), file);
  }
  call.end();
  client.close();
  return asSet([...files.values()]);
}

// Field 1 of FileDescriptorSet for each file.
function asSet(files) {
  const writer = protobuf.Writer.create();
  for (const file of files) writer.uint32(10).bytes(file);
  return Buffer.from(writer.finish());
}

// { services, types }: what grpc-js makes of the set, and its messages for details of errors.
function load(set) {
  return {
    services: grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(set, OPTIONS)),
    types: protobuf.Root.fromDescriptor(FileDescriptorSet.decode(set)),
  };
}

module.exports = { published, reflected, load };
