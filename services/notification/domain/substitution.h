#pragma once

// Who is told in the place of approvers, as somebody who may act for them. Pure, thread-safe.

#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/message.h"

namespace steward::notification {

// By user, those who may act for them now, such as "users/alice".
using KnownSubstitutes = std::map<std::string, std::vector<std::string>>;

// Somebody who is told for somebody else.
struct Substitution {
  std::string substitute;
  std::string on_behalf_of;
};

// Who is told for these approvers, each once: for the first one whose substitute they are, as one
// person decides once in a stage. Nobody who cannot decide for them: whoever asks, is excluded, or
// is an approver of the open stage or has decided in it. Nobody of what is no approval.
std::vector<Substitution> SubstitutionsIn(const google::protobuf::Message& resource,
                                          absl::Span<const std::string> approvers,
                                          const KnownSubstitutes& known);

}  // namespace steward::notification
