#pragma once

// What it takes to make Steward as files say.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/stewardctl/client.h"
#include "tools/stewardctl/manifest.h"

namespace steward::ctl {

// One field, in JSON; empty: there is nothing.
struct FieldChange {
  std::string field;
  std::string before;
  std::string after;
};

struct Step {
  enum class Kind { kCreate, kUpdate, kNothing };
  Kind kind = Kind::kNothing;
  const Manifest* manifest = nullptr;
  std::vector<FieldChange> changes;
  // Null when there is nothing to do.
  const Command* command = nullptr;
  std::unique_ptr<google::protobuf::Message> request;
};

// Which of the fields that the manifest names differ from what is there, apart from what only the
// server sets in them. `current` null: nothing is there.
std::vector<FieldChange> Compare(const Contract& contract, const Manifest& manifest,
                                 const google::protobuf::Message* current);

// A step for each manifest, in their order, from what Steward has now. An update carries the etag
// of what was compared. Errors: Steward's; WRONG_USAGE when a field that never changes differs. The
// manifests must outlive the steps.
absl::StatusOr<std::vector<Step>> MakePlan(Client& client, Contract& contract,
                                           const Catalog& catalog,
                                           const std::vector<Manifest>& manifests);

// Has Steward check every step without storing anything. What refers to something that an earlier
// step creates can be checked only then. Errors: Steward's, with the place of the document;
// WRONG_USAGE when the server would give another name.
absl::Status Validate(Client& client, const std::vector<Step>& steps);

// "+ users/kari" and its fields, green and red.
std::string StepText(const Step& step, bool colours);
// [{"name", "action", "changes": [{"field", "before", "after"}]}]; an action is CREATE, UPDATE or
// NONE, and what there is none of is left out.
std::string StepsJson(const std::vector<Step>& steps);
// "1 to create, 2 to change, 3 as they are".
std::string Summary(const std::vector<Step>& steps);

// The failure, with the place of the document in front.
absl::Status At(const Manifest& manifest, const absl::Status& status);

}  // namespace steward::ctl
