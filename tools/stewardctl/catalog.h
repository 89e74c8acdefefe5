#pragma once

// Which commands there are: every public method of the contract has one, found from its HTTP rule.
//
//   POST  /v1/tickets                        tickets create
//   GET   /v1/{parent=groups/*}/memberships  memberships list
//   POST  /v1/{name=users/*}:revokeTokens    users revoke-tokens
//   GET   /v1/{name=tickets/*}/history       tickets history
//
// Methods whose bodies another standard describes have none. Immutable, hence thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/api/api.h"
#include "google/protobuf/descriptor.h"

namespace steward::ctl {

using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

struct Command {
  std::string noun;
  std::string verb;
  const gateway::Method* method = nullptr;
  // What the path names: "name", "ticket.name" or "parent". Empty: nothing.
  FieldPath target;
  // Collection of the target, such as "groups/*/memberships".
  std::string collection;
  // The field whose fields are flags of their own, because it is the body. Null: none.
  const google::protobuf::FieldDescriptor* body = nullptr;
  // The last part of the name of what is created, such as `user_id`. Null: the server names it.
  const google::protobuf::FieldDescriptor* id = nullptr;
  // The list in the response. Null: the response is one thing.
  const google::protobuf::FieldDescriptor* items = nullptr;
  // More of the list comes with a page token.
  bool paged = false;

  const google::protobuf::Descriptor& request() const { return *method->descriptor->input_type(); }
  const google::protobuf::Descriptor& response() const {
    return *method->descriptor->output_type();
  }
  // A field of the request; null: there is none of this name.
  const google::protobuf::FieldDescriptor* RequestField(absl::string_view name) const;
};

class Catalog {
 public:
  explicit Catalog(const gateway::Api& api);

  const std::vector<Command>& commands() const { return commands_; }
  // Sorted.
  std::vector<std::string> Nouns() const;
  // In the order of the contract.
  std::vector<const Command*> VerbsOf(absl::string_view noun) const;
  // The noun that a word stands for: itself, its singular, or as the contract writes it
  // ("apiKeys"). Empty: none.
  std::string NounOf(absl::string_view word) const;
  // Null: there is none.
  const Command* Find(absl::string_view noun, absl::string_view verb) const;
  // The message that a noun's commands are about; null: they are about none.
  const google::protobuf::Descriptor* ResourceOf(absl::string_view noun) const;
  // "ticket" for "tickets"; the noun itself when it is about no resource.
  std::string SingularOf(absl::string_view noun) const;
  // The noun of a type, such as "steward.dev/Ticket". Empty: none.
  std::string NounOfType(absl::string_view type) const;

 private:
  std::vector<Command> commands_;
};

// The collection of a resource, such as "tickets"; empty for what is none.
std::string CollectionOf(const google::protobuf::Descriptor& message);

}  // namespace steward::ctl
