#pragma once

// Messages and fields of the contract as JSON Schemas (2020-12).

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/openapi/json.h"
#include "gateway/openapi/names.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Whether fields that the contract requires are required: not within the resource of an update. All
// of a merge patch may be null (RFC 7396).
enum class Use { kWhole, kUpdate, kMergePatch };

// Collects the components that what it returns refers to. Single-threaded.
class Schemas {
 public:
  // Both must outlive this.
  Schemas(const Reach& reach, Names& names) : reach_(reach), names_(names) {}

  // A reference to the message's component, or the form of a message that has its own.
  Json Message(const google::protobuf::Descriptor& message, Use use);
  // What a field holds, with all its rules: the value of a member or parameter.
  Json Field(const google::protobuf::FieldDescriptor& field, Use use);
  // An object of some fields of a message.
  Json Object(const google::protobuf::Descriptor& message,
              const std::set<const google::protobuf::FieldDescriptor*>& left_out, Use use);
  // A component of the caller's own; returns the reference to it.
  Json Add(std::string name, Json schema);

  // By name.
  const std::map<std::string, Json>& components() const { return components_; }

 private:
  Json Enum(const google::protobuf::EnumDescriptor& enumeration);
  Json One(const google::protobuf::FieldDescriptor& field, Use use);
  Json Text(const google::protobuf::FieldDescriptor& field);
  bool DiffersInUpdates(const google::protobuf::Descriptor& message);

  const Reach& reach_;
  Names& names_;
  std::map<std::string, Json> components_;
  // Names of the variants for updates, by full name of the message.
  std::map<std::string, std::string> updates_;
};

// The values of an enum that JSON shows: all but the one that means "not set".
std::vector<const google::protobuf::EnumValueDescriptor*> ShownValues(
    const google::protobuf::EnumDescriptor& enumeration);

// The schema of an enum with the meaning of each value in its description.
Json EnumSchema(const google::protobuf::EnumDescriptor& enumeration);

// "^[a-z]+$" of an RE2 pattern that the whole text must match.
std::string WholeMatch(absl::string_view pattern);

}  // namespace steward::gateway::openapi
