#pragma once

// Components that many operations refer to: headers, parameters, answers of refusal.

#include <initializer_list>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "gateway/openapi/json.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {

// Emits what was referred to and nothing else. Names are those of the tables in shared.cc; an
// unknown one is a fault of the program. Single-threaded.
class Shared {
 public:
  // References: {"$ref":"#/components/headers/ETag"}.
  Json Parameter(absl::string_view name);
  Json Header(absl::string_view name);
  // The member "headers" of an answer: those, and what every answer has.
  Json Headers(std::initializer_list<absl::string_view> names);
  // By HTTP status, in the form of the method; 0 is every other refusal.
  Json Refusal(int status, options::v1::ErrorFormat format);
  Json NotModified();

  // The members "responses", "parameters" and "headers" of components. `problem` refers to the
  // schema of errors that are problem documents.
  Json Components(const Json& problem);

 private:
  std::set<std::string> parameters_;
  std::set<std::string> headers_;
  std::set<std::pair<options::v1::ErrorFormat, int>> refusals_;
  bool not_modified_ = false;
};

}  // namespace steward::gateway::openapi
