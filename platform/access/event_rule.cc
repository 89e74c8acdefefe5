#include "platform/access/event_rule.h"

#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"

namespace steward::access {

const EventRule::Type& EventRule::TypeOf(absl::string_view url) {
  const absl::string_view name = url.substr(url.rfind('/') + 1);
  std::lock_guard lock(mutex_);
  auto known = types_.find(name);
  if (known != types_.end()) return known->second;
  Type& type = types_[std::string(name)];
  type.descriptor = pool_->FindMessageTypeByName(std::string(name));
  if (type.descriptor != nullptr) type.rule = std::make_unique<RecordRule>(type.descriptor);
  return type;
}

std::unique_ptr<google::protobuf::Message> EventRule::Parse(const Type& type,
                                                            absl::string_view bytes) {
  std::unique_ptr<google::protobuf::Message> message(
      messages_.GetPrototype(type.descriptor)->New());
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  return message;
}

bool EventRule::Shows(Viewer viewer, absl::string_view bytes) {
  event::v1::Event event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  const Type& type = TypeOf(event.resource().type_url());
  const std::string collection = type.rule == nullptr ? "" : type.rule->collection();
  viewer.scope = auth::ScopeOf(viewer.roles, absl::StrCat(collection, ".get"));
  if (type.rule == nullptr) return viewer.scope == Scope::kTenant;
  if (type.rule->AdmitsAll(viewer)) return true;
  const auto resource = Parse(type, event.resource().value());
  return resource != nullptr && type.rule->Admits(viewer, *resource);
}

absl::StatusOr<bool> EventRule::IsConfidential(const event::v1::Event& event) {
  const Type& type = TypeOf(event.resource().type_url());
  if (type.rule == nullptr) return errors::Internal("an event has a resource of an unknown type");
  const auto resource = Parse(type, event.resource().value());
  if (resource == nullptr) return errors::Internal("the resource of an event cannot be read");
  return type.rule->IsConfidential(*resource);
}

}  // namespace steward::access
