#pragma once

// Events as receivers see them: CloudEvents 1.0, structured JSON.

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "steward/event/v1/event.pb.h"

namespace steward::webhook {

inline constexpr absl::string_view kCloudEventContentType =
    "application/cloudevents+json; charset=utf-8";
// Longest document that holds the resource itself.
inline constexpr size_t kCloudEventBytesMax = 20'000;

// The JSON form of a resource. Decides which types are known (platform/json::Schema).
using ResourcePrinter =
    std::function<absl::StatusOr<std::string>(const google::protobuf::Any& resource)>;

// Whose event it is and where clients reach the API.
struct EventOrigin {
  absl::string_view tenant;
  // Without a slash at the end, such as "https://steward.example.com". Empty: links are paths.
  absl::string_view api_url;
};

// The document: specversion, id, source ("//steward.dev/" and the service), type, subject (the
// resource's name), time, datacontenttype, the extensions tenantid, resourceversion (a string) and
// traceparent, and as data the resource after the change. Where that would exceed
// kCloudEventBytesMax, data is {"name": …, "link": …} instead. Errors: those of `print`.
absl::StatusOr<std::string> RenderCloudEvent(const event::v1::Event& event,
                                             const EventOrigin& origin,
                                             const ResourcePrinter& print);

}  // namespace steward::webhook
