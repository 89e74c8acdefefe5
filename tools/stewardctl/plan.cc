#include "tools/stewardctl/plan.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using errors::Reason;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A field alone, in JSON; empty when it is not set.
std::string FieldJson(const Contract& contract, const Message& message,
                      const FieldDescriptor& field) {
  const std::unique_ptr<Message> alone(message.New());
  alone->CopyFrom(message);
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i)
    if (message.GetDescriptor()->field(i) != &field)
      alone->GetReflection()->ClearField(alone.get(), message.GetDescriptor()->field(i));
  const auto json = contract.ToJson(*alone);
  if (!json.ok() || *json == "{}") return "";
  // {"field":value}
  const size_t begin = field.json_name().size() + 4;
  return json->substr(begin, json->size() - begin - 1);
}

void SetText(const FieldDescriptor* field, const std::string& text, Message* message) {
  if (field != nullptr) message->GetReflection()->SetString(message, field, text);
}

std::string TextOf(const Message& message, absl::string_view name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// Empty: nothing of this name is there.
absl::StatusOr<Reply> Current(Client& client, Contract& contract, const Catalog& catalog,
                              const Manifest& manifest) {
  const Command& get = *catalog.Find(manifest.noun, "get");
  const auto request = contract.New(get.request());
  SetText(get.target.back(), manifest.name, request.get());
  auto reply = client.Call(*get.method, *request);
  if (absl::IsNotFound(reply.status())) return Reply();
  if (!reply.ok()) return At(manifest, reply.status());
  return reply;
}

void MakeCreate(Contract& contract, const Catalog& catalog, Step* step) {
  const Manifest& manifest = *step->manifest;
  step->kind = Step::Kind::kCreate;
  step->command = catalog.Find(manifest.noun, "create");
  step->request = contract.New(step->command->request());
  const size_t slash = manifest.name.rfind('/');
  SetText(step->command->id, manifest.name.substr(slash + 1), step->request.get());
  if (!step->command->target.empty()) {
    const std::string collection = manifest.name.substr(0, slash);
    SetText(step->command->target.back(), collection.substr(0, collection.rfind('/')),
            step->request.get());
  }
  step->request->GetReflection()
      ->MutableMessage(step->request.get(), step->command->body)
      ->CopyFrom(*manifest.resource);
}

void MakeUpdate(Contract& contract, const Catalog& catalog, const Message& current, Step* step) {
  const Manifest& manifest = *step->manifest;
  step->kind = Step::Kind::kUpdate;
  step->command = catalog.Find(manifest.noun, "update");
  step->request = contract.New(step->command->request());
  const auto& reflection = *step->request->GetReflection();
  Message* body = reflection.MutableMessage(step->request.get(), step->command->body);
  body->CopyFrom(*manifest.resource);
  SetText(step->command->target.back(), manifest.name, body);
  const auto* etag = body->GetDescriptor()->FindFieldByName("etag");
  if (TextOf(*body, "etag").empty()) SetText(etag, TextOf(current, "etag"), body);
  google::protobuf::FieldMask mask;
  for (const FieldChange& change : step->changes) mask.add_paths(change.field);
  reflection.MutableMessage(step->request.get(), step->command->RequestField("update_mask"))
      ->ParseFromString(mask.SerializeAsString());
}

absl::StatusOr<Step> MakeStep(Contract& contract, const Catalog& catalog, const Manifest& manifest,
                              const Message* current) {
  Step step;
  step.manifest = &manifest;
  step.changes = Compare(contract, manifest, current);
  if (current == nullptr) {
    MakeCreate(contract, catalog, &step);
    return step;
  }
  for (const FieldChange& change : step.changes)
    if (std::find(manifest.changeable.begin(), manifest.changeable.end(), change.field) ==
        manifest.changeable.end())
      return WrongUsage(absl::StrCat(manifest.origin, ": ", change.field, " of ", manifest.name,
                                     " never changes, and differs."));
  if (!step.changes.empty()) MakeUpdate(contract, catalog, *current, &step);
  return step;
}

// Whether the failure may come from something that an earlier step will have created.
bool MayWait(const absl::Status& status, const Manifest& manifest,
             const std::set<std::string>& created) {
  const Reason reason = errors::ReasonOf(status);
  if (reason != Reason::REFERENCE_NOT_FOUND && reason != Reason::RESOURCE_NOT_FOUND) return false;
  const auto is_created = [&](const std::string& name) { return created.count(name) != 0; };
  return std::any_of(manifest.needs.begin(), manifest.needs.end(), is_created) ||
         std::any_of(manifest.mentions.begin(), manifest.mentions.end(), is_created);
}

}  // namespace

std::vector<FieldChange> Compare(const Contract& contract, const Manifest& manifest,
                                 const Message* current) {
  std::vector<FieldChange> changes;
  const auto& type = *manifest.resource->GetDescriptor();
  const std::unique_ptr<Message> there(manifest.resource->New());
  if (current != nullptr) {
    there->CopyFrom(*current);
    // Within the fields that the document names, too.
    resource::ClearOutputOnly(there.get());
  }
  for (const std::string& name : manifest.named) {
    const FieldDescriptor& field = *type.FindFieldByName(name);
    FieldChange change;
    change.field = name;
    change.after = FieldJson(contract, *manifest.resource, field);
    change.before = FieldJson(contract, *there, field);
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

absl::StatusOr<std::vector<Step>> MakePlan(Client& client, Contract& contract,
                                           const Catalog& catalog,
                                           const std::vector<Manifest>& manifests) {
  std::vector<Step> steps;
  for (const Manifest& manifest : manifests) {
    ASSIGN_OR_RETURN(const Reply current, Current(client, contract, catalog, manifest));
    ASSIGN_OR_RETURN(Step step, MakeStep(contract, catalog, manifest, current.get()));
    steps.push_back(std::move(step));
  }
  return steps;
}

absl::Status Validate(Client& client, const std::vector<Step>& steps) {
  std::set<std::string> created;
  for (const Step& step : steps) {
    if (step.command == nullptr) continue;
    const std::unique_ptr<Message> trial(step.request->New());
    trial->CopyFrom(*step.request);
    const auto* field = step.command->RequestField("validate_only");
    if (field == nullptr) continue;
    trial->GetReflection()->SetBool(trial.get(), field, true);
    const auto reply = client.Call(*step.command->method, *trial);
    if (!reply.ok() && !MayWait(reply.status(), *step.manifest, created))
      return At(*step.manifest, reply.status());
    if (reply.ok() && TextOf(**reply, "name") != step.manifest->name)
      return WrongUsage(absl::StrCat(step.manifest->origin, ": ", step.manifest->name,
                                     " is not there, and Steward would name it otherwise; create "
                                     "it first, and put its name here."));
    if (step.kind == Step::Kind::kCreate) created.insert(step.manifest->name);
  }
  return absl::OkStatus();
}

std::string StepText(const Step& step, bool colours) {
  if (step.kind == Step::Kind::kNothing) return "";
  const bool creates = step.kind == Step::Kind::kCreate;
  std::string text =
      Coloured(Colour::kBold, absl::StrCat(creates ? "+ " : "~ ", step.manifest->name), colours);
  text += '\n';
  for (const FieldChange& change : step.changes) {
    const auto line = [&](absl::string_view sign, const std::string& value, Colour colour) {
      if (value.empty()) return;
      const std::string content = absl::StrCat("  ", sign, " ", change.field, ": ", value);
      absl::StrAppend(&text, Coloured(colour, Printable(content), colours), "\n");
    };
    line("-", change.before, Colour::kRed);
    line("+", change.after, Colour::kGreen);
  }
  return text;
}

std::string StepsJson(const std::vector<Step>& steps) {
  std::vector<std::string> texts;
  for (const Step& step : steps) {
    std::vector<std::string> changes;
    for (const FieldChange& change : step.changes) {
      JsonObject object;
      object.Text("field", ToCamel(change.field));
      if (!change.before.empty()) object.Raw("before", change.before);
      if (!change.after.empty()) object.Raw("after", change.after);
      changes.push_back(object.End());
    }
    constexpr const char* kActions[] = {"CREATE", "UPDATE", "NONE"};
    JsonObject object;
    object.Text("name", step.manifest->name);
    object.Text("action", kActions[static_cast<int>(step.kind)]);
    if (!changes.empty())
      object.Raw("changes", absl::StrCat("[", absl::StrJoin(changes, ","), "]"));
    texts.push_back(object.End());
  }
  return absl::StrCat("[", absl::StrJoin(texts, ","), "]");
}

std::string Summary(const std::vector<Step>& steps) {
  int counts[3] = {};
  for (const Step& step : steps) ++counts[static_cast<int>(step.kind)];
  return absl::StrCat(counts[0], " to create, ", counts[1], " to change, ", counts[2],
                      " as they are");
}

absl::Status At(const Manifest& manifest, const absl::Status& status) {
  return At(absl::StrCat(manifest.origin, ": ", manifest.name), status);
}

}  // namespace steward::ctl
