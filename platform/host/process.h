#pragma once

namespace steward::host {

// What every process that serves begins with, before it starts threads:
//
//   - signals are kept for AwaitSignal (see signals.h);
//   - it may open as many descriptors as its hard limit allows: shells and service managers mostly
//     begin with 1024, fewer than the connections that a gateway or a service takes;
//   - what gRPC and protobuf have to say becomes lines of the log like all others. They repeat what
//     peers send, and would write it as it is.
void BeginProcess();

// Gives memory back to the system that only the start took, such as for documents that it made.
// Without tcmalloc it does nothing.
void ReleaseFreeMemory();

}  // namespace steward::host
