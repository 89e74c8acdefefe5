#pragma once

// Resources as files describe them, for `apply` and `diff`.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/catalog.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/documents.h"

namespace steward::ctl {

// One document: "type: steward.dev/User", "name: users/kari", and fields as in JSON.
struct Manifest {
  // For people: "users.yaml line 12".
  std::string origin;
  std::string noun;
  std::string name;
  // Its fields, without what only the server sets.
  std::unique_ptr<google::protobuf::Message> resource;
  // Fields that the document names, and those of them that may change later, by proto names.
  std::vector<std::string> named;
  std::vector<std::string> changeable;
  // Names of other resources that must be there before: what it lives in and refers to.
  std::vector<std::string> needs;
  // All its texts that may be such a name, those within its fields, too, in order.
  std::set<std::string> mentions;
};

// All documents of the files; of a directory, those of its files *.yaml, *.yml and *.json by their
// names. Errors: WRONG_USAGE with the place, LOCAL.
absl::StatusOr<std::vector<Manifest>> ReadManifests(Contract& contract, const Catalog& catalog,
                                                    const std::vector<std::string>& paths);

// The manifest of a document. Errors: WRONG_USAGE for types, names and fields that are not known,
// and for what has no get, create and update.
absl::StatusOr<Manifest> ReadManifest(Contract& contract, const Catalog& catalog,
                                      const Document& document);

// Those that others need come first; otherwise the order stays. Errors: WRONG_USAGE for a name that
// occurs twice, and for a circle of needs.
absl::StatusOr<std::vector<Manifest>> InOrder(std::vector<Manifest> manifests);

}  // namespace steward::ctl
