#include "platform/webhook/cloud_event.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/time_util.h"
#include "platform/status/macros.h"

namespace steward::webhook {
namespace {

// `text` is UTF-8, as proto3 strings are.
std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&quoted, "\\u%04x", c);
    } else {
      quoted += c;
    }
  }
  quoted += '"';
  return quoted;
}

void Add(absl::string_view name, absl::string_view value, std::string& document) {
  absl::StrAppend(&document, "\"", name, "\":", Quoted(value), ",");
}

std::string Attributes(const event::v1::Event& event, absl::string_view tenant) {
  std::string document = "{";
  Add("specversion", "1.0", document);
  Add("id", event.id(), document);
  Add("source", absl::StrCat("//steward.dev/", event.service()), document);
  Add("type", event.type(), document);
  Add("subject", event.resource_name(), document);
  Add("time", google::protobuf::util::TimeUtil::ToString(event.time()), document);
  Add("datacontenttype", "application/json", document);
  Add("tenantid", tenant, document);
  Add("resourceversion", absl::StrCat(event.version()), document);
  if (!event.trace_parent().empty()) Add("traceparent", event.trace_parent(), document);
  document += "\"data\":";
  return document;
}

std::string ThinData(const event::v1::Event& event, absl::string_view api_url) {
  return absl::StrCat("{\"name\":", Quoted(event.resource_name()),
                      ",\"link\":", Quoted(absl::StrCat(api_url, "/v1/", event.resource_name())),
                      "}");
}

}  // namespace

absl::StatusOr<std::string> RenderCloudEvent(const event::v1::Event& event,
                                             const EventOrigin& origin,
                                             const ResourcePrinter& print) {
  std::string document = Attributes(event, origin.tenant);
  ASSIGN_OR_RETURN(const std::string resource, print(event.resource()));
  if (document.size() + resource.size() + 1 <= kCloudEventBytesMax) {
    document += resource;
  } else {
    document += ThinData(event, origin.api_url);
  }
  document += '}';
  return document;
}

}  // namespace steward::webhook
