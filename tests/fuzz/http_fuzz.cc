// Requests from strangers, as a connection reads them: the scan of the head, the parser of the
// whole, and what the gateway makes of target and headers before it knows who is calling.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gateway/http/head_scan.h"
#include "gateway/http/parser.h"
#include "gateway/http/render.h"
#include "gateway/transcode/answer.h"
#include "gateway/transcode/preconditions.h"
#include "gateway/transcode/request.h"
#include "gateway/transcode/target.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Outcome {
  HttpRequest request;
  int status = 0;
  bool complete = false;
  // What follows the request.
  std::string rest;
};

// Reads one request that arrives in pieces of the given size.
void Read(absl::string_view bytes, size_t piece, Outcome* out) {
  HeadScan scan;
  RequestParser parser(HeadLimits().field);
  std::string in;
  bool in_body = false;
  while (!out->complete && out->status == 0 && !bytes.empty()) {
    const size_t count = std::min(piece, bytes.size());
    in.append(bytes.data(), count);
    bytes.remove_prefix(count);
    if (!in_body) {
      const HeadScan::Result scanned = scan.Feed(in);
      if (scanned == HeadScan::Result::kRefused) out->status = scan.refusal().status;
      if (scanned != HeadScan::Result::kComplete) continue;
      Require(scan.size() <= in.size());
      in_body = true;
      parser.Begin(&out->request);
    }
    size_t used = 0;
    const RequestParser::Result parsed = parser.Feed(in, &used);
    Require(used <= in.size());
    in.erase(0, used);
    if (parsed == RequestParser::Result::kRefused) out->status = parser.refusal().status;
    if (parsed == RequestParser::Result::kComplete) out->complete = true;
    Require(in.size() <= HeadLimits().field + piece || parsed != RequestParser::Result::kMore);
  }
  out->rest = in + std::string(bytes);
}

// What the header of message.h promises of a request.
void CheckFraming(const HttpRequest& request) {
  Require(request.CountOf("host") <= 1);
  Require(request.CountOf("content-length") + request.CountOf("transfer-encoding") <= 1);
  Require(static_cast<int>(request.headers.size()) <= HeadLimits().field_count);
  for (const auto& [name, value] : request.headers) {
    const absl::string_view storage = request.storage;
    Require(name.data() >= storage.data() && value.end() <= storage.data() + storage.size());
    Require(!name.empty());
    for (char c : value) Require(c != '\r' && c != '\n' && c != '\0');
  }
}

void CheckTarget(const HttpRequest& request) {
  const auto target = ParseTarget(request.target);
  Require(target.ok() || errors::ReasonOf(target.status()) == errors::Reason::MALFORMED_REQUEST);
  if (!target.ok()) return;
  std::vector<std::string> parts = target->segments;
  for (const std::string& segment : parts)
    Require(!segment.empty() && segment != "." && segment != "..");
  parts.push_back(target->verb);
  for (const std::string& part : parts) {
    Require(IsUtf8(part) && !absl::StrContains(part, '/') && !absl::StrContains(part, '\\'));
    for (char c : part) Require(!absl::ascii_iscntrl(static_cast<unsigned char>(c)));
  }
  for (char c : NextLink(request.target, "token")) Require(!absl::ascii_iscntrl(c));
}

void CheckHeaders(const HttpRequest& request) {
  for (const auto& header : request.headers) {
    const absl::string_view value = header.second;
    if (const auto key = ParseIdempotencyKey(value); key.ok()) {
      Require(!key->empty() && key->size() <= 255);
      for (char c : *key) Require(absl::ascii_isgraph(c));
    }
    if (const auto tags = ParseIfMatch(value); tags.ok()) {
      Require(tags->strong.size() <= kEntityTagsMax && !(tags->any && !tags->strong.empty()));
      for (const std::string& tag : tags->strong)
        Require(!tag.empty() && tag.size() <= kEntityTagMax);
    }
    MatchesAny(value, "e1");
    Accepts(value, "application/json");
  }
}

}  // namespace
}  // namespace steward::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  steward::gateway::Outcome whole, pieces;
  steward::gateway::Read(bytes, size + 1, &whole);
  steward::gateway::Read(bytes, 7, &pieces);
  steward::gateway::Require(whole.complete == pieces.complete);
  if (!whole.complete) return 0;
  // However it arrives, it is the same request, and the same bytes are the next one.
  steward::gateway::Require(whole.rest == pieces.rest);
  steward::gateway::Require(whole.request.method == pieces.request.method);
  steward::gateway::Require(whole.request.target == pieces.request.target);
  steward::gateway::Require(whole.request.headers == pieces.request.headers);
  steward::gateway::Require(whole.request.body == pieces.request.body);
  steward::gateway::CheckFraming(whole.request);
  steward::gateway::CheckTarget(whole.request);
  steward::gateway::CheckHeaders(whole.request);
  return 0;
}
