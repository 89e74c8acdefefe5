#pragma once

// The route table: every google.api.http rule of the public methods, in a trie by segment.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/api/api.h"
#include "gateway/transcode/target.h"
#include "gateway/transcode/template.h"

namespace steward::gateway {

inline constexpr absl::string_view kNdjson = "application/x-ndjson";

// A field of a message within a message: from the request down.
using FieldPath = std::vector<const json::FieldTable*>;

struct Route {
  enum class Body { kNone, kAll, kField };

  const Method* method = nullptr;
  std::string http_method;
  PathTemplate path;
  // One for each variable of `path`.
  std::vector<FieldPath> variables;
  Body body = Body::kNone;
  // The field that the body is, a steward.http.v1.RawBody, takes the bytes as they are.
  bool raw_body = false;
  // With kField: the request's field that the body is.
  const json::FieldTable* body_field = nullptr;
  // Media types of the body, the one to prefer first; empty without a body.
  std::vector<std::string> body_types;
  // Where If-Match goes: `etag` of the request, or of the resource that is the body of an update.
  // Empty: there is nothing to match, as in a create.
  FieldPath etag;
};

// Immutable after Build, hence thread-safe.
class RouteTable {
 public:
  // Fails for a rule that cannot be understood, names a field that is not there, or takes the same
  // requests as another.
  static absl::StatusOr<RouteTable> Build(const Api& api);

  // HEAD is served by the route of GET. Ids of methods with raw answers may hold colons: where no
  // path has the target's verb, it becomes part of the last segment for them. ROUTE_NOT_FOUND, or
  // METHOD_NOT_ALLOWED whose metadata "allow" lists the methods of the path, sorted, such as "GET,
  // HEAD".
  absl::StatusOr<const Route*> Find(absl::string_view http_method, Target* target) const;

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node {
    absl::flat_hash_map<std::string, std::unique_ptr<Node>> literals;
    std::unique_ptr<Node> any;
    // Verb ("" for none) to HTTP method to route.
    std::map<std::string, std::map<std::string, const Route*>> ends;
  };
  using Methods = std::map<std::string, const Route*>;

  absl::Status Add(std::unique_ptr<Route> route);
  // Literals win over "*"; both are tried.
  static const Methods* Match(const Node& node, const Target& target, size_t depth);
  const Methods* MatchWithColon(Target* target) const;

  std::unique_ptr<Node> root_ = std::make_unique<Node>();
  std::vector<std::unique_ptr<Route>> routes_;
};

// "ticket.update_mask" or "ticket.updateMask" to fields; empty when a step is not a field, or when
// anything but the last is not a singular message without a JSON form of its own.
FieldPath ResolveField(const json::MessageTable& message, absl::string_view path);

}  // namespace steward::gateway
