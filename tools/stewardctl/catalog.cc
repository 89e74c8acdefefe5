#include "tools/stewardctl/catalog.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/api/annotations.pb.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// "/v1/{ticket.name=tickets/*}:assign" taken apart.
struct Route {
  std::string http_method;
  std::vector<std::string> segments;
  std::string variable;
  std::string collection;
  std::string verb;
};

std::pair<std::string, std::string> PatternOf(const google::api::HttpRule& rule) {
  if (!rule.get().empty()) return {"get", rule.get()};
  if (!rule.post().empty()) return {"create", rule.post()};
  if (!rule.patch().empty()) return {"update", rule.patch()};
  if (!rule.put().empty()) return {"replace", rule.put()};
  return {"delete", rule.delete_()};
}

Route RouteOf(const google::api::HttpRule& rule) {
  Route route;
  std::string path;
  std::tie(route.http_method, path) = PatternOf(rule);
  const size_t open = path.find('{'), close = path.find('}');
  const size_t colon = path.find(':', close == std::string::npos ? 0 : close);
  if (colon != std::string::npos) {
    route.verb = path.substr(colon + 1);
    path.resize(colon);
  }
  if (open != std::string::npos) {
    const std::vector<std::string> variable =
        absl::StrSplit(path.substr(open + 1, close - open - 1), absl::MaxSplits('=', 1));
    route.variable = variable[0];
    const std::string form = variable.size() == 2 ? variable[1] : "*";
    route.collection = std::string(absl::StripSuffix(form, "/*"));
    path = absl::StrCat(path.substr(0, open), form, path.substr(close + 1));
  }
  // Without the version in front.
  for (absl::string_view segment : absl::StrSplit(path, '/', absl::SkipEmpty()))
    route.segments.emplace_back(segment);
  if (!route.segments.empty()) route.segments.erase(route.segments.begin());
  return route;
}

// The last literal of the path, leaving out `from_end` segments.
std::string LastLiteral(const Route& route, size_t from_end) {
  for (size_t i = route.segments.size() - std::min(from_end, route.segments.size()); i > 0; --i)
    if (route.segments[i - 1] != "*") return route.segments[i - 1];
  return "";
}

std::string Pascal(absl::string_view word) {
  std::string pascal(word);
  if (!pascal.empty()) pascal[0] = absl::ascii_toupper(pascal[0]);
  return pascal;
}

void NameCommand(const Route& route, absl::string_view method, Command* command) {
  const std::string last = LastLiteral(route, 0);
  const bool is_list = method == absl::StrCat("List", Pascal(last));
  const bool ends_in_collection = !route.segments.empty() && route.segments.back() != "*";
  if (!route.verb.empty()) {
    command->noun = ToKebab(last);
    command->verb = ToKebab(route.verb);
  } else if (is_list) {
    command->noun = ToKebab(last);
    command->verb = "list";
  } else if (route.http_method == "get" && ends_in_collection && !LastLiteral(route, 1).empty()) {
    // A view of something: its history, its heads.
    command->noun = ToKebab(LastLiteral(route, 1));
    command->verb = ToKebab(last);
  } else {
    command->noun = ToKebab(last);
    command->verb = route.http_method;
  }
}

FieldPath PathOf(const Descriptor& message, absl::string_view text) {
  FieldPath path;
  const Descriptor* at = &message;
  for (absl::string_view name : absl::StrSplit(text, '.', absl::SkipEmpty())) {
    path.push_back(at->FindFieldByName(std::string(name)));
    at = path.back()->message_type();
  }
  return path;
}

bool IsResource(const Descriptor& message) { return !CollectionOf(message).empty(); }

// The only list of messages in what is no resource itself.
const FieldDescriptor* ItemsOf(const Descriptor& response) {
  if (IsResource(response)) return nullptr;
  const FieldDescriptor* items = nullptr;
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* field = response.field(i);
    if (!field->is_repeated() || field->is_map() || field->message_type() == nullptr) continue;
    if (items != nullptr) return nullptr;
    items = field;
  }
  return items;
}

Command CommandOf(const gateway::Method& method) {
  const auto& rule = method.descriptor->options().GetExtension(google::api::http);
  const Route route = RouteOf(rule);
  Command command;
  command.method = &method;
  NameCommand(route, method.descriptor->name(), &command);
  command.target = PathOf(command.request(), route.variable);
  command.collection = route.collection;
  if (rule.body() != "*" && !rule.body().empty())
    command.body = command.request().FindFieldByName(rule.body());
  // The resource "request" has none: that is the key of a repeated call.
  if (command.body != nullptr && rule.body() != "request")
    command.id = command.request().FindFieldByName(absl::StrCat(rule.body(), "_id"));
  command.items = ItemsOf(command.response());
  command.paged = command.items != nullptr && command.RequestField("page_token") != nullptr &&
                  method.response_next_page_token != nullptr;
  return command;
}

}  // namespace

const FieldDescriptor* Command::RequestField(absl::string_view name) const {
  return request().FindFieldByName(std::string(name));
}

std::string CollectionOf(const Descriptor& message) {
  return message.options().GetExtension(options::v1::resource).collection();
}

Catalog::Catalog(const gateway::Api& api) {
  for (const auto& method : api.methods()) {
    const bool has_route = method->descriptor->options().HasExtension(google::api::http);
    if (!method->answers_raw && has_route) commands_.push_back(CommandOf(*method));
  }
}

std::vector<std::string> Catalog::Nouns() const {
  std::set<std::string> nouns;
  for (const Command& command : commands_) nouns.insert(command.noun);
  return {nouns.begin(), nouns.end()};
}

std::vector<const Command*> Catalog::VerbsOf(absl::string_view noun) const {
  std::vector<const Command*> verbs;
  for (const Command& command : commands_)
    if (command.noun == noun) verbs.push_back(&command);
  return verbs;
}

std::string Catalog::NounOf(absl::string_view word) const {
  const std::string kebab = ToKebab(word);
  for (const Command& command : commands_)
    if (command.noun == kebab || SingularOf(command.noun) == kebab) return command.noun;
  return "";
}

const Command* Catalog::Find(absl::string_view noun, absl::string_view verb) const {
  const std::string kebab = ToKebab(verb);
  for (const Command& command : commands_)
    if (command.noun == noun && command.verb == kebab) return &command;
  return nullptr;
}

const Descriptor* Catalog::ResourceOf(absl::string_view noun) const {
  for (const Command& command : commands_) {
    if (command.noun != noun) continue;
    const Descriptor* message =
        command.items == nullptr ? &command.response() : command.items->message_type();
    const std::vector<std::string> collection = absl::StrSplit(CollectionOf(*message), '/');
    if (ToKebab(collection.back()) == noun) return message;
    if (command.verb == "list") return message;
  }
  return nullptr;
}

std::string Catalog::SingularOf(absl::string_view noun) const {
  const Descriptor* resource = ResourceOf(noun);
  return resource == nullptr ? std::string(noun) : ToKebab(resource->name());
}

std::string Catalog::NounOfType(absl::string_view type) const {
  for (const Command& command : commands_) {
    const Descriptor* resource = ResourceOf(command.noun);
    if (resource != nullptr &&
        resource->options().GetExtension(options::v1::resource).type() == type)
      return command.noun;
  }
  return "";
}

}  // namespace steward::ctl
