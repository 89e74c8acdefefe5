#include "platform/access/event_rule.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/access/holds_field.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"

namespace steward::access {
namespace {

// Whether the event cleared the flag.
bool Clears(const event::v1::Event& event, const google::protobuf::FieldDescriptor* flag) {
  return absl::c_any_of(event.changes(), [&](const event::v1::FieldChange& change) {
    return change.path() == flag->name() && change.before().bool_value();
  });
}

}  // namespace

std::unique_ptr<google::protobuf::Message> FormerOf(const RecordRule& rule,
                                                    const google::protobuf::Message& record,
                                                    const event::v1::Event& event) {
  std::unique_ptr<google::protobuf::Message> former;
  for (const RecordRule::Flag& flag : rule.flags()) {
    if (!Clears(event, flag.field)) continue;
    if (former == nullptr) {
      former.reset(record.New());
      former->CopyFrom(record);
    }
    former->GetReflection()->SetBool(former.get(), flag.field, true);
  }
  return former;
}

bool ConcealFormer(const RecordRule& rule, const Viewer& viewer,
                   const google::protobuf::Message& record, event::v1::Event* event) {
  const auto former = FormerOf(rule, record, *event);
  if (former == nullptr || rule.Admits(viewer, *former)) return false;
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

bool EventRule::MayBeForeign(const Type& type, const Viewer& viewer,
                             const event::v1::Event& event) {
  if (!type.rule->MayShowForeign(viewer)) return false;
  const auto* confidential = type.rule->confidential_field();
  return HoldsField(event.resource().value(), confidential->number()) ||
         Clears(event, confidential);
}

bool EventRule::Shows(Viewer viewer, std::string* bytes, std::set<std::string>* foreign) {
  event::v1::Event event;
  if (!event.ParseFromString(*bytes)) return false;
  const Type& type = TypeOf(event.resource().type_url());
  const std::string collection = type.rule == nullptr ? "" : type.rule->collection();
  viewer.scope = auth::ScopeOf(viewer.roles, absl::StrCat(collection, ".get"));
  if (type.rule == nullptr) return viewer.scope == Scope::kTenant;
  const bool shows_all = type.fields->ShowsAll(viewer);
  const bool may_be_foreign = foreign != nullptr && MayBeForeign(type, viewer, event);
  if (shows_all && !may_be_foreign && type.rule->AdmitsAll(viewer)) return true;
  const auto resource = Parse(type, event.resource().value());
  if (resource == nullptr || !type.rule->Admits(viewer, *resource)) return false;
  const auto former = FormerOf(*type.rule, *resource, event);
  const bool is_less = ConcealFormer(*type.rule, viewer, *resource, &event);
  const auto& shown = former == nullptr || is_less ? *resource : *former;
  if (may_be_foreign && type.rule->IsForeign(viewer, shown)) foreign->insert(event.resource_name());
  if (shows_all && !is_less) return true;
  Conceal(type, viewer, resource.get(), &event);
  *bytes = event.SerializeAsString();
  return true;
}

absl::Status EventRule::ConcealFromAll(event::v1::Event* event) {
  const Type& type = TypeOf(event->resource().type_url());
  if (type.rule == nullptr) return errors::Internal("an event has a resource of an unknown type");
  const auto* confidential = type.rule->confidential_field();
  const bool opens = confidential != nullptr && Clears(*event, confidential);
  const Viewer nobody{};
  if (type.fields->ShowsAll(nobody) && !opens) return absl::OkStatus();
  const auto resource = Parse(type, event->resource().value());
  if (resource == nullptr) return errors::Internal("the resource of an event cannot be read");
  if (opens) event->clear_changes();
  Conceal(type, nobody, resource.get(), event);
  return absl::OkStatus();
}

absl::StatusOr<bool> EventRule::IsKeptInside(const event::v1::Event& event) {
  const Type& type = TypeOf(event.resource().type_url());
  if (type.rule == nullptr) return errors::Internal("an event has a resource of an unknown type");
  const auto resource = Parse(type, event.resource().value());
  if (resource == nullptr) return errors::Internal("the resource of an event cannot be read");
  return type.rule->IsConfidential(*resource) || type.rule->IsInternal(*resource);
}

}  // namespace steward::access
