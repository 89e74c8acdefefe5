#include "gateway/openapi/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr absl::string_view kOwnForm[] = {"Timestamp",   "Duration",   "FieldMask",   "Struct",
                                          "Value",       "ListValue",  "Any",         "DoubleValue",
                                          "FloatValue",  "Int64Value", "UInt64Value", "Int32Value",
                                          "UInt32Value", "BoolValue",  "StringValue", "BytesValue"};

void Walk(const Descriptor& message, std::set<const Descriptor*>* seen, Reach* reach) {
  if (HasOwnForm(message) || !seen->insert(&message).second) return;
  if (!message.options().map_entry() &&
      std::find(reach->messages.begin(), reach->messages.end(), &message) == reach->messages.end())
    reach->messages.push_back(&message);
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.message_type() != nullptr) Walk(*field.message_type(), seen, reach);
    const EnumDescriptor* enumeration = field.enum_type();
    if (enumeration != nullptr &&
        std::find(reach->enums.begin(), reach->enums.end(), enumeration) == reach->enums.end())
      reach->enums.push_back(enumeration);
  }
}

// "steward.ticket.v1", "Ticket.State" to "TicketState".
template <class Type>
std::string ShortName(const Type& type) {
  const std::string& package = type.file()->package();
  const size_t start = package.empty() ? 0 : package.size() + 1;
  return absl::StrReplaceAll(type.full_name().substr(start), {{".", ""}});
}

// "steward.ticket.v1" to "Ticket".
template <class Type>
std::string PackageWord(const Type& type) {
  const std::vector<std::string> parts = absl::StrSplit(type.file()->package(), '.');
  std::string word = parts.size() > 1 ? parts[1] : parts[0];
  if (!word.empty()) word[0] = absl::ascii_toupper(word[0]);
  return word;
}

}  // namespace

bool HasOwnForm(const Descriptor& message) {
  return message.file()->package() == "google.protobuf" &&
         std::find(std::begin(kOwnForm), std::end(kOwnForm), message.name()) != std::end(kOwnForm);
}

void Reach::AddMethod(const google::protobuf::MethodDescriptor& method) {
  Walk(*method.input_type(), &sent, this);
  AddMessage(*method.output_type());
}

void Reach::AddMessage(const Descriptor& message) {
  std::set<const Descriptor*> seen;
  Walk(message, &seen, this);
}

Names::Names(const Reach& reach) {
  std::map<std::string, int> uses;
  for (const Descriptor* message : reach.messages) ++uses[ShortName(*message)];
  for (const EnumDescriptor* enumeration : reach.enums) ++uses[ShortName(*enumeration)];
  const auto add = [&](const auto& type) {
    const std::string name = ShortName(type);
    names_[type.full_name()] = Take(uses[name] == 1 ? name : absl::StrCat(PackageWord(type), name));
  };
  for (const Descriptor* message : reach.messages) add(*message);
  for (const EnumDescriptor* enumeration : reach.enums) add(*enumeration);
}

std::string Names::Take(std::string wish) {
  while (!taken_.insert(wish).second) wish += '_';
  return wish;
}

Collections::Collections(const Reach& reach) {
  for (const Descriptor* message : reach.messages) {
    const auto& rules = message->options().GetExtension(options::v1::resource);
    if (!rules.collection().empty()) resources_.emplace(rules.collection(), message);
  }
}

const Descriptor* Collections::ResourceOf(absl::string_view collection) const {
  const auto it = resources_.find(std::string(collection));
  return it == resources_.end() ? nullptr : it->second;
}

std::string Collections::Singular(absl::string_view collection) const {
  if (const Descriptor* resource = ResourceOf(collection)) {
    std::string name = resource->name();
    name[0] = absl::ascii_tolower(name[0]);
    return name;
  }
  if (absl::ConsumeSuffix(&collection, "ies")) return absl::StrCat(collection, "y");
  absl::ConsumeSuffix(&collection, "s");
  return std::string(collection);
}

}  // namespace steward::gateway::openapi
