#include "tools/stewardctl/manifest.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/request.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;

// The member as text, taken out of the object.
std::string Take(const char* name, Struct* fields) {
  const auto found = fields->fields().find(name);
  if (found == fields->fields().end()) return "";
  const std::string text = found->second.string_value();
  fields->mutable_fields()->erase(name);
  return text;
}

std::vector<std::string> Types(const Catalog& catalog) {
  std::vector<std::string> types;
  for (const std::string& noun : catalog.Nouns())
    if (const auto* resource = catalog.ResourceOf(noun))
      types.push_back(resource->options().GetExtension(options::v1::resource).type());
  return types;
}

// "groups/network" of "groups/network/memberships/alice"; empty: it lives in nothing.
std::string ParentOf(const std::string& name) {
  const std::string collection = name.substr(0, name.rfind('/'));
  const size_t slash = collection.rfind('/');
  return slash == std::string::npos ? "" : collection.substr(0, slash);
}

bool IsNamed(const Struct& fields, const FieldDescriptor& field) {
  return fields.fields().count(field.name()) + fields.fields().count(field.json_name()) > 0;
}

void AddReferences(const Message& resource, std::vector<std::string>* needs) {
  const auto& type = *resource.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->options().GetExtension(options::v1::field).reference().empty()) continue;
    if (field->is_repeated()) {
      for (int j = 0; j < resource.GetReflection()->FieldSize(resource, field); ++j)
        needs->push_back(resource.GetReflection()->GetRepeatedString(resource, field, j));
    } else {
      needs->push_back(resource.GetReflection()->GetString(resource, field));
    }
  }
}

void AddMentions(const google::protobuf::Value& value, std::set<std::string>* mentions) {
  if (absl::StrContains(value.string_value(), '/')) mentions->insert(value.string_value());
  for (const auto& element : value.list_value().values()) AddMentions(element, mentions);
  for (const auto& [_, member] : value.struct_value().fields()) AddMentions(member, mentions);
}

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string ending = entry.path().extension();
    if (ending == ".yaml" || ending == ".yml" || ending == ".json")
      files.push_back(entry.path().string());
  }
  if (error) return LocalFailure(absl::StrCat(path, ": ", error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

// Visits what others need before them.
class Sorter {
 public:
  explicit Sorter(std::vector<Manifest> manifests)
      : manifests_(std::move(manifests)), states_(manifests_.size(), State::kNew) {}

  absl::StatusOr<std::vector<Manifest>> Sort() {
    for (size_t i = 0; i < manifests_.size(); ++i)
      if (!by_name_.emplace(manifests_[i].name, i).second)
        return Refuse(i, "is there twice; keep one.");
    for (size_t i = 0; i < manifests_.size(); ++i) RETURN_IF_ERROR(CheckNeeds(i));
    states_.assign(manifests_.size(), State::kNew);
    for (size_t i = 0; i < manifests_.size(); ++i) Place(i);
    std::vector<Manifest> sorted;
    for (const size_t index : order_) sorted.push_back(std::move(manifests_[index]));
    return sorted;
  }

 private:
  enum class State { kNew, kOpen, kDone };

  absl::Status Refuse(size_t index, absl::string_view what) const {
    return WrongUsage(
        absl::StrCat(manifests_[index].origin, ": ", manifests_[index].name, " ", what));
  }

  absl::Status CheckNeeds(size_t index) {
    if (states_[index] == State::kDone) return absl::OkStatus();
    if (states_[index] == State::kOpen) return Refuse(index, "needs itself, by way of others.");
    states_[index] = State::kOpen;
    for (const std::string& need : manifests_[index].needs)
      if (const auto found = by_name_.find(need); found != by_name_.end())
        RETURN_IF_ERROR(CheckNeeds(found->second));
    states_[index] = State::kDone;
    return absl::OkStatus();
  }

  // What mention each other may both be there already: such circles are passed over.
  void Place(size_t index) {
    if (std::exchange(states_[index], State::kDone) == State::kDone) return;
    const auto place = [&](const std::string& name) {
      if (const auto found = by_name_.find(name); found != by_name_.end()) Place(found->second);
    };
    for (const std::string& need : manifests_[index].needs) place(need);
    for (const std::string& mention : manifests_[index].mentions) place(mention);
    order_.push_back(index);
  }

  std::vector<Manifest> manifests_;
  std::vector<State> states_;
  std::map<std::string, size_t> by_name_;
  std::vector<size_t> order_;
};

}  // namespace

absl::StatusOr<Manifest> ReadManifest(Contract& contract, const Catalog& catalog,
                                      const Document& document) {
  const auto refuse = [&](absl::string_view what) {
    return WrongUsage(absl::StrCat(document.origin, ": ", what));
  };
  Struct fields = document.fields;
  Manifest manifest;
  manifest.origin = document.origin;
  for (const auto& [member, example] : {std::pair("type", "steward.dev/User"), {"name", "users/x"}})
    if (fields.fields().count(member) == 0)
      return refuse(absl::StrCat("the member '", member, "' is missing, such as ", example, "."));
  const std::string type = Take("type", &fields);
  manifest.noun = catalog.NounOfType(type);
  if (manifest.noun.empty())
    return refuse(
        absl::StrCat("'type' is one such as steward.dev/User", DidYouMean(type, Types(catalog))));
  for (const char* verb : {"get", "create", "update"})
    if (catalog.Find(manifest.noun, verb) == nullptr)
      return refuse(absl::StrCat(manifest.noun, " cannot be applied: they have no ", verb, "."));
  const auto& resource = *catalog.ResourceOf(manifest.noun);
  const auto name = FullName(CollectionOf(resource), Take("name", &fields));
  if (!name.ok()) return refuse(absl::StrCat("'name': ", name.status().message()));
  manifest.name = *name;
  manifest.resource = contract.New(resource);
  ASSIGN_OR_RETURN(const std::string json, contract.ToJson(fields));
  const absl::Status status = contract.MergeJson(json, "", manifest.resource.get());
  if (!status.ok()) return refuse(status.message());
  manifest.changeable = ChangeablePaths(fields, resource);
  for (int i = 0; i < resource.field_count(); ++i) {
    const auto& rules = resource.field(i)->options().GetExtension(options::v1::field);
    const bool kept =
        !rules.output_only() && !rules.secret() && resource.field(i)->name() != "etag";
    if (kept && IsNamed(fields, *resource.field(i)))
      manifest.named.push_back(resource.field(i)->name());
  }
  manifest.needs.push_back(ParentOf(manifest.name));
  AddReferences(*manifest.resource, &manifest.needs);
  for (const auto& [_, value] : fields.fields()) AddMentions(value, &manifest.mentions);
  return manifest;
}

absl::StatusOr<std::vector<Manifest>> ReadManifests(Contract& contract, const Catalog& catalog,
                                                    const std::vector<std::string>& paths) {
  std::vector<Manifest> manifests;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesOf(path));
    for (const std::string& file : files) {
      ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
      ASSIGN_OR_RETURN(const std::vector<Document> documents, ParseDocuments(text, file));
      for (const Document& document : documents) {
        ASSIGN_OR_RETURN(Manifest manifest, ReadManifest(contract, catalog, document));
        manifests.push_back(std::move(manifest));
      }
    }
  }
  return manifests;
}

absl::StatusOr<std::vector<Manifest>> InOrder(std::vector<Manifest> manifests) {
  return Sorter(std::move(manifests)).Sort();
}

}  // namespace steward::ctl
