#pragma once

// Partial answers (AIP-157): which fields of what it reads a client wants.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/api/api.h"
#include "platform/json/read_mask.h"

namespace steward::gateway {

// The query parameter of REST and the metadata of gRPC that hold the paths, between commas.
inline constexpr absl::string_view kFieldsParameter = "fields";
inline constexpr absl::string_view kFieldsMetadata = "x-goog-fieldmask";

// Of a response; null: all of it.
using ShownFields = std::shared_ptr<const json::ReadMask>;

// Whether the method takes a mask: it reads, answers with one message of the contract, and its
// request has no field of that name.
bool TakesReadMask(const Method& method);

// The mask that the paths stand for, "*" for all. They name fields by proto or JSON names: of the
// resources where the method lists them in pages, so that a page keeps its token, else of the
// response. UNKNOWN_FIELD for a path that names none, INVALID_FIELD for an empty one, for "*" among
// others and for more than 100.
absl::StatusOr<ShownFields> ReadMaskOf(const Method& method, absl::string_view paths);

// The same of a query, from which the parameter is taken; null without it. Of a method that takes
// no mask the query stays as it is.
absl::StatusOr<ShownFields> TakeReadMask(const Method& method,
                                         std::vector<std::pair<std::string, std::string>>* query);
// The same of metadata; "": there is none. INVALID_FIELD where the method takes no mask.
absl::StatusOr<ShownFields> ReadMaskOfMetadata(const Method& method, absl::string_view paths);

// The encoded response with what is shown only.
absl::StatusOr<std::string> OnlyShown(const ShownFields& fields, std::string response);

}  // namespace steward::gateway
