#pragma once

// Which messages the public methods reach, and what the document calls them.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Whether JSON has a form of its own for the message (google.protobuf.Timestamp, Struct, Any …).
bool HasOwnForm(const google::protobuf::Descriptor& message);

// Messages and enums in the order in which a walk over the methods first meets them; without map
// entries and messages with a JSON form of their own.
struct Reach {
  std::vector<const google::protobuf::Descriptor*> messages;
  std::vector<const google::protobuf::EnumDescriptor*> enums;
  // Those of the messages that clients send.
  std::set<const google::protobuf::Descriptor*> sent;

  void AddMethod(const google::protobuf::MethodDescriptor& method);
  void AddMessage(const google::protobuf::Descriptor& message);
};

// Names of components: the message's own name ("TicketState" for Ticket.State), with its package
// ("CatalogRequest") where two have the same.
class Names {
 public:
  explicit Names(const Reach& reach);

  const std::string& Of(const google::protobuf::Descriptor& message) const {
    return names_.at(message.full_name());
  }
  const std::string& Of(const google::protobuf::EnumDescriptor& enumeration) const {
    return names_.at(enumeration.full_name());
  }
  // `wish`, or something like it that no component has; taken from now on.
  std::string Take(std::string wish);

 private:
  std::map<std::string, std::string> names_;
  std::set<std::string> taken_;
};

// Collections of resources, such as "catalogItems".
class Collections {
 public:
  explicit Collections(const Reach& reach);
  // "catalogItem": the name of the resource, or by spelling when none is known.
  std::string Singular(absl::string_view collection) const;
  // Null: no resource is known for it.
  const google::protobuf::Descriptor* ResourceOf(absl::string_view collection) const;

 private:
  std::map<std::string, const google::protobuf::Descriptor*> resources_;
};

}  // namespace steward::gateway::openapi
