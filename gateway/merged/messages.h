#pragma once

// The messages of calls that the gateway answers from what services say.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/local/local_call.h"
#include "gateway/merged/ask_all.h"
#include "platform/crypto/hmac.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {

// The request, which keeps the rules of its fields. Errors: MALFORMED_REQUEST, INVALID_FIELD.
template <class Request>
absl::StatusOr<Request> Read(const LocalCall& call) {
  Request request;
  if (!request.ParseFromString(call.request))
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "The request cannot be decoded.");
  RETURN_IF_ERROR(resource::CheckRules(request));
  return request;
}

// Decodes the responses of all services.
template <class Response>
absl::StatusOr<std::map<std::string, Response>> ReadAll(const Messages& messages) {
  std::map<std::string, Response> responses;
  for (const auto& [service, bytes] : messages)
    if (!responses[service].ParseFromString(bytes))
      return errors::Internal(absl::StrCat("an answer of ", service, " cannot be decoded"));
  return responses;
}

// Which list of whom a page token continues. Names hold no line feed; the filter is hashed.
inline std::string ScopeOf(const LocalCall& call, absl::string_view order_by,
                           absl::string_view filter) {
  return absl::StrCat(call.method, "\n", call.principal->tenant, "\n", call.principal->subject,
                      "\n", order_by, "\n", crypto::Sha256(filter));
}

}  // namespace steward::gateway
