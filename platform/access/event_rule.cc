#include "platform/access/event_rule.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"

namespace steward::access {

namespace {

bool EndsConfidentiality(const RecordRule& rule, const event::v1::Event& event) {
  if (rule.confidential_field() == nullptr) return false;
  return absl::c_any_of(event.changes(), [&](const event::v1::FieldChange& change) {
    return change.path() == rule.confidential_field()->name() && change.before().bool_value();
  });
}

}  // namespace

bool ConcealFormer(const RecordRule& rule, const Viewer& viewer,
                   const google::protobuf::Message& record, event::v1::Event* event) {
  if (!EndsConfidentiality(rule, *event) || rule.AdmitsConfidential(viewer, record)) return false;
  event->clear_changes();
  return true;
}

const EventRule::Type& EventRule::TypeOf(absl::string_view url) {
  const absl::string_view name = url.substr(url.rfind('/') + 1);
  std::lock_guard lock(mutex_);
  auto known = types_.find(name);
  if (known != types_.end()) return known->second;
  Type& type = types_[std::string(name)];
  type.descriptor = pool_->FindMessageTypeByName(std::string(name));
  if (type.descriptor == nullptr) return type;
  type.rule = std::make_unique<RecordRule>(type.descriptor);
  type.fields = std::make_unique<ReadRule>(type.descriptor);
  return type;
}

std::unique_ptr<google::protobuf::Message> EventRule::Parse(const Type& type,
                                                            absl::string_view bytes) {
  std::unique_ptr<google::protobuf::Message> message(
      messages_.GetPrototype(type.descriptor)->New());
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  return message;
}

void EventRule::Conceal(const Type& type, const Viewer& viewer, google::protobuf::Message* resource,
                        event::v1::Event* event) {
  const std::vector<std::string> hidden = type.fields->Concealed(viewer, *resource);
  auto* changes = event->mutable_changes();
  changes->erase(std::remove_if(changes->begin(), changes->end(),
                                [&](const event::v1::FieldChange& change) {
                                  const std::string& path = change.path();
                                  return absl::c_linear_search(hidden,
                                                               path.substr(0, path.find('.')));
                                }),
                 changes->end());
  type.fields->Conceal(viewer, resource);
  event->mutable_resource()->set_value(resource->SerializeAsString());
}

bool EventRule::Shows(Viewer viewer, std::string* bytes) {
  event::v1::Event event;
  if (!event.ParseFromString(*bytes)) return false;
  const Type& type = TypeOf(event.resource().type_url());
  const std::string collection = type.rule == nullptr ? "" : type.rule->collection();
  viewer.scope = auth::ScopeOf(viewer.roles, absl::StrCat(collection, ".get"));
  if (type.rule == nullptr) return viewer.scope == Scope::kTenant;
  const bool shows_all = type.fields->ShowsAll(viewer);
  if (shows_all && type.rule->AdmitsAll(viewer)) return true;
  const auto resource = Parse(type, event.resource().value());
  if (resource == nullptr || !type.rule->Admits(viewer, *resource)) return false;
  const bool is_less = ConcealFormer(*type.rule, viewer, *resource, &event);
  if (shows_all && !is_less) return true;
  Conceal(type, viewer, resource.get(), &event);
  *bytes = event.SerializeAsString();
  return true;
}

absl::Status EventRule::ConcealFromAll(event::v1::Event* event) {
  const Type& type = TypeOf(event->resource().type_url());
  if (type.rule == nullptr) return errors::Internal("an event has a resource of an unknown type");
  const Viewer nobody{};
  if (type.fields->ShowsAll(nobody) && !EndsConfidentiality(*type.rule, *event))
    return absl::OkStatus();
  const auto resource = Parse(type, event->resource().value());
  if (resource == nullptr) return errors::Internal("the resource of an event cannot be read");
  ConcealFormer(*type.rule, nobody, *resource, event);
  Conceal(type, nobody, resource.get(), event);
  return absl::OkStatus();
}

absl::StatusOr<bool> EventRule::IsConfidential(const event::v1::Event& event) {
  const Type& type = TypeOf(event.resource().type_url());
  if (type.rule == nullptr) return errors::Internal("an event has a resource of an unknown type");
  const auto resource = Parse(type, event.resource().value());
  if (resource == nullptr) return errors::Internal("the resource of an event cannot be read");
  return type.rule->IsConfidential(*resource);
}

}  // namespace steward::access
