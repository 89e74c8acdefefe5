// Path templates, and requests that are matched with the routes of the API and turned into messages
// of it. An input is a template, a line "VERB target", and a body. What nobody is asked for a
// credential for: reflection. What clients give back to the gateway: cursors.

#include <google/protobuf/dynamic_message.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gateway/grpc/reflection.h"
#include "gateway/testing_api.h"
#include "gateway/transcode/request.h"
#include "gateway/transcode/routes.h"
#include "gateway/watch/cursor.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using errors::Reason;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckTemplate(absl::string_view text) {
  const auto path = ParseTemplate(text);
  if (!path.ok()) return;
  const int count = static_cast<int>(path->segments.size());
  Require(count > 0);
  for (const std::string& segment : path->segments) Require(!segment.empty());
  for (const auto& variable : path->variables) {
    Require(0 <= variable.first && variable.first < variable.last && variable.last <= count);
    Require(!PathTemplate::Value(variable, path->segments).empty());
  }
}

const RouteTable& Routes() {
  static const RouteTable& routes = *new RouteTable(RouteTable::Build(TestApi()).value());
  return routes;
}

bool IsRefusal(const absl::Status& status) {
  const Reason reason = errors::ReasonOf(status);
  return reason != Reason::REASON_UNSPECIFIED && reason != Reason::INTERNAL;
}

// What a request became must be a message of its method.
void CheckMessage(const Method& method, const std::string& wire) {
  static auto& factory = *new google::protobuf::DynamicMessageFactory;
  const std::unique_ptr<google::protobuf::Message> message(
      factory.GetPrototype(method.descriptor->input_type())->New());
  Require(message->ParseFromString(wire));
}

void CheckRequest(absl::string_view verb, absl::string_view text, absl::string_view body) {
  auto target = ParseTarget(text);
  if (!target.ok()) return;
  const auto route = Routes().Find(verb, &*target);
  Require(route.ok() || IsRefusal(route.status()));
  if (!route.ok()) return;
  HttpRequest request;
  request.method = std::string(verb);
  request.target = std::string(text);
  request.body = std::string(body);
  request.headers = {{"Content-Type", "application/json"}, {"If-Match", "\"e1\""}};
  const auto transcoded = TranscodeRequest(**route, *target, request, {});
  Require(transcoded.ok() || IsRefusal(transcoded.status()));
  if (transcoded.ok()) CheckMessage(*(*route)->method, transcoded->wire);
}

void CheckReflection(absl::string_view request) {
  const auto response = Reflect(TestApi(), request);
  Require(response.ok() || IsRefusal(response.status()));
  if (!response.ok()) return;
  Require(response->size() < request.size() + (1 << 20));
  Require(response->find("JournalService") == std::string::npos ||
          request.find("JournalService") != absl::string_view::npos);
}

void CheckCursor(absl::string_view text) {
  static const CursorCodec& codec = *new CursorCodec(*CursorCodec::Create({std::string(32, 's')}));
  Require(errors::ReasonOf(codec.Decode(text, "demo").status()) == Reason::INVALID_CURSOR);
}

}  // namespace
}  // namespace steward::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<absl::string_view> lines = absl::StrSplit(text, absl::MaxSplits('\n', 2));
  steward::gateway::CheckReflection(text);
  steward::gateway::CheckCursor(text);
  steward::gateway::CheckTemplate(lines[0]);
  if (lines.size() < 2) return 0;
  const std::pair<absl::string_view, absl::string_view> line =
      absl::StrSplit(lines[1], absl::MaxSplits(' ', 1));
  steward::gateway::CheckRequest(line.first, line.second, lines.size() < 3 ? "" : lines[2]);
  return 0;
}
