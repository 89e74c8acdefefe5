#pragma once

// Example values that keep the rules of the contract.

#include <optional>
#include <set>
#include <string>

#include "gateway/openapi/json.h"
#include "gateway/openapi/names.h"
#include "gateway/openapi/schema.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Thread-safe. `collections` must outlive it.
class Examples {
 public:
  explicit Examples(const Collections& collections) : collections_(collections) {}

  // The message with what is required and what its comments give examples for. Empty: no value is
  // known that keeps the rules of a required field.
  std::optional<Json> Message(const google::protobuf::Descriptor& message,
                              const std::set<const google::protobuf::FieldDescriptor*>& left_out,
                              Use use) const;

  // What an answer may look like: that, and what most resources have once they are stored.
  std::optional<Json> Answer(const google::protobuf::Descriptor& message) const;

  // A text that keeps the field's rules: from its comment, else made up when the field is required.
  std::optional<std::string> Text(const google::protobuf::FieldDescriptor& field) const;

 private:
  enum class Side { kRequest, kUpdate, kAnswer };
  static bool Shows(const google::protobuf::FieldDescriptor& field, Side side);
  std::optional<Json> Field(const google::protobuf::FieldDescriptor& field, Side side,
                            int depth) const;
  std::optional<Json> One(const google::protobuf::FieldDescriptor& field, Side side,
                          int depth) const;
  std::optional<Json> Members(const google::protobuf::Descriptor& message,
                              const std::set<const google::protobuf::FieldDescriptor*>& left_out,
                              Side side, int depth) const;

  const Collections& collections_;
};

}  // namespace steward::gateway::openapi
