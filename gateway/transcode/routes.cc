#include "gateway/transcode/routes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/http/v1/raw.pb.h"

namespace steward::gateway {
namespace {

using google::api::HttpRule;
using google::protobuf::FieldDescriptor;

absl::Status Invalid(const Method& method, absl::string_view what) {
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::INTERNAL,
                      absl::StrCat("The HTTP rule of ", method.full_name, " ", what, "."));
}

std::pair<absl::string_view, absl::string_view> Pattern(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    default:
      return {"", ""};
  }
}

absl::Status BindVariables(Route* route) {
  for (const auto& variable : route->path.variables) {
    FieldPath path = ResolveField(*route->method->request, variable.field);
    if (path.empty() || path.back()->repeated || path.back()->type != FieldDescriptor::TYPE_STRING)
      return Invalid(*route->method, "has a variable that is no string of the request");
    route->variables.push_back(std::move(path));
  }
  return absl::OkStatus();
}

std::vector<std::string> BodyTypes(const Route& route) {
  if (route.method->client_streaming) return {std::string(kNdjson)};
  if (route.raw_body) return route.method->media_types;
  if (route.http_method == "PATCH") return {"application/merge-patch+json", "application/json"};
  return {"application/json"};
}

absl::Status BindBody(const std::string& body, Route* route) {
  const Method& method = *route->method;
  if (body.empty()) {
    if (route->http_method == "POST" || route->http_method == "PATCH" ||
        route->http_method == "PUT")
      return Invalid(method, "has no body");
  } else if (body == "*") {
    route->body = Route::Body::kAll;
  } else {
    route->body = Route::Body::kField;
    route->body_field = method.request->FindByName(body);
    if (route->body_field == nullptr || route->body_field->repeated ||
        route->body_field->message == nullptr)
      return Invalid(method, "has a body that is no message of the request");
  }
  route->raw_body =
      route->body_field != nullptr &&
      route->body_field->message->full_name == http::v1::RawBody::descriptor()->full_name();
  if (route->raw_body && method.media_types.empty()) return Invalid(method, "has no media type");
  if (!body.empty()) route->body_types = BodyTypes(*route);
  if (!body.empty() && (route->http_method == "GET" || route->http_method == "DELETE"))
    return Invalid(method, "has a body where none is allowed");
  if (method.request_etag != nullptr)
    route->etag = {method.request_etag};
  else if (route->body_field != nullptr && !ResolveField(*method.request, "update_mask").empty())
    route->etag = ResolveField(*method.request, absl::StrCat(route->body_field->name, ".etag"));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Route>> MakeRoute(const Method& method, const HttpRule& rule) {
  auto route = std::make_unique<Route>();
  const auto [http_method, path] = Pattern(rule);
  if (http_method.empty() || !rule.response_body().empty())
    return Invalid(method, "has a kind of pattern that is not supported");
  if (method.server_streaming && http_method != "GET")
    return Invalid(method, "streams but is not a GET");
  route->method = &method;
  route->http_method = std::string(http_method);
  ASSIGN_OR_RETURN(route->path, ParseTemplate(path));
  RETURN_IF_ERROR(BindVariables(route.get()));
  RETURN_IF_ERROR(BindBody(rule.body(), route.get()));
  return route;
}

}  // namespace

FieldPath ResolveField(const json::MessageTable& message, absl::string_view path) {
  FieldPath result;
  const json::MessageTable* table = &message;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    if (table == nullptr || table->well_known != json::WellKnown::kNone || result.size() == 8)
      return {};
    if (!result.empty() && result.back()->repeated) return {};
    const json::FieldTable* field = table->FindByName(name);
    if (field == nullptr) return {};
    result.push_back(field);
    table = field->message;
  }
  return result;
}

absl::StatusOr<RouteTable> RouteTable::Build(const Api& api) {
  RouteTable table;
  for (const auto& method : api.methods()) {
    const auto& options = method->descriptor->options();
    if (!options.HasExtension(google::api::http)) continue;
    const HttpRule& rule = options.GetExtension(google::api::http);
    ASSIGN_OR_RETURN(auto route, MakeRoute(*method, rule));
    RETURN_IF_ERROR(table.Add(std::move(route)));
    for (const HttpRule& more : rule.additional_bindings()) {
      ASSIGN_OR_RETURN(auto additional, MakeRoute(*method, more));
      RETURN_IF_ERROR(table.Add(std::move(additional)));
    }
  }
  return table;
}

absl::Status RouteTable::Add(std::unique_ptr<Route> route) {
  Node* node = root_.get();
  for (const std::string& segment : route->path.segments) {
    std::unique_ptr<Node>& next = segment == "*" ? node->any : node->literals[segment];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  const Route*& end = node->ends[route->path.verb][route->http_method];
  if (end != nullptr)
    return Invalid(*route->method, absl::StrCat("takes the requests of ", end->method->full_name));
  end = route.get();
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

const RouteTable::Methods* RouteTable::Match(const Node& node, const Target& target, size_t depth) {
  if (depth == target.segments.size()) {
    auto it = node.ends.find(target.verb);
    return it == node.ends.end() ? nullptr : &it->second;
  }
  if (auto it = node.literals.find(target.segments[depth]); it != node.literals.end())
    if (const Methods* found = Match(*it->second, target, depth + 1)) return found;
  return node.any == nullptr ? nullptr : Match(*node.any, target, depth + 1);
}

const RouteTable::Methods* RouteTable::MatchWithColon(Target* target) const {
  if (target->verb.empty() || target->segments.empty()) return nullptr;
  Target whole = *target;
  absl::StrAppend(&whole.segments.back(), ":", whole.verb);
  whole.verb.clear();
  const Methods* methods = Match(*root_, whole, 0);
  if (methods == nullptr || !methods->begin()->second->method->answers_raw) return nullptr;
  *target = std::move(whole);
  return methods;
}

absl::StatusOr<const Route*> RouteTable::Find(absl::string_view http_method, Target* target) const {
  const Methods* methods = Match(*root_, *target, 0);
  if (methods == nullptr) methods = MatchWithColon(target);
  if (methods == nullptr)
    return errors::Make(absl::StatusCode::kNotFound, errors::Reason::ROUTE_NOT_FOUND,
                        "No route has this path.");
  auto it = methods->find(std::string(http_method == "HEAD" ? "GET" : http_method));
  if (it != methods->end()) return it->second;
  std::vector<std::string> allow;
  for (const auto& [name, route] : *methods) {
    allow.push_back(name);
    if (name == "GET") allow.push_back("HEAD");
  }
  const std::string list = absl::StrJoin(allow, ", ");
  return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_ALLOWED,
                      absl::StrCat("This path has other methods: ", list, "."), {{"allow", list}});
}

}  // namespace steward::gateway
