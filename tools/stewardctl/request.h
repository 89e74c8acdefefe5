#pragma once

// Requests from the words of a command line.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"
#include "tools/stewardctl/arguments.h"
#include "tools/stewardctl/contract.h"

namespace steward::ctl {

using Requests = std::vector<std::unique_ptr<google::protobuf::Message>>;

// One request for each resource that the words name, at least one. `document` holds the fields of
// --file. Errors: WRONG_USAGE, which names the flag or the field.
absl::StatusOr<Requests> MakeRequests(Contract& contract, const Command& command,
                                      const Words& words, const google::protobuf::Struct* document);

// Gives the field at the end of the path the value that a text stands for: scalars as they are
// written, enums in any case, messages and maps as JSON; lists separated by commas or as JSON.
absl::Status SetField(const Contract& contract, const FieldPath& path, const std::string& text,
                      google::protobuf::Message* message);

// A name from what people type: "INC-1" and "tickets/INC-1" in "tickets". Errors: WRONG_USAGE.
absl::StatusOr<std::string> FullName(absl::string_view collection, absl::string_view word);

// Paths of those of the document's members that a client may change, for an update mask.
std::vector<std::string> ChangeablePaths(const google::protobuf::Struct& document,
                                         const google::protobuf::Descriptor& resource);

}  // namespace steward::ctl
