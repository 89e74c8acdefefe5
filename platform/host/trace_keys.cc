#include "platform/host/trace_keys.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/config/invalid_key.h"
#include "platform/config/secret_file.h"
#include "platform/observe/uuid.h"
#include "platform/status/macros.h"
#include "platform/trace/recorder.h"

namespace steward::host {
namespace {

// "Name: value" of visible characters.
bool IsHeader(absl::string_view line) {
  const size_t colon = line.find(':');
  if (colon == 0 || colon == absl::string_view::npos) return false;
  for (const char c : line.substr(0, colon))
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_') return false;
  for (const char c : line)
    if (!absl::ascii_isprint(c)) return false;
  return true;
}

}  // namespace

TraceKeys::TraceKeys(config::Config& config)
    : endpoint_(config.String("otlp_endpoint", "",
                              "Collector that spans of traces go to by OTLP over HTTP, such as "
                              "http://collector:4318; empty: none.")),
      ratio_(config.String("trace_sample_ratio", "1",
                           "Share of the traces that begin here which are recorded, 0 to 1; others "
                           "as their caller has it.")),
      headers_file_(config.String("otlp_headers_file", "",
                                  "File: headers for the collector, one 'Name: value' in a line, "
                                  "mode 0600.")) {}

absl::Status TraceKeys::Check() const {
  RETURN_IF_ERROR(Ratio().status());
  if (endpoint_.empty())
    return headers_file_.empty()
               ? absl::OkStatus()
               : config::InvalidKey("otlp_headers_file", "goes with otlp_endpoint.");
  const absl::Status checked = trace::CheckEndpoint(endpoint_);
  return checked.ok() ? checked
                      : config::InvalidKey("otlp_endpoint", absl::StrCat(checked.message(), "."));
}

absl::StatusOr<double> TraceKeys::Ratio() const {
  double ratio = 0;
  if (absl::SimpleAtod(ratio_, &ratio) && ratio >= 0 && ratio <= 1) return ratio;
  return config::InvalidKey("trace_sample_ratio", "must be a number from 0 to 1.");
}

absl::StatusOr<std::vector<std::string>> TraceKeys::Headers() const {
  std::vector<std::string> headers;
  if (headers_file_.empty()) return headers;
  const auto content = config::ReadSecretFile(headers_file_);
  if (!content.ok())
    return config::InvalidKey("otlp_headers_file", absl::StrCat(content.status().message(), "."));
  for (absl::string_view line : absl::StrSplit(*content, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    if (!IsHeader(line))
      return config::InvalidKey("otlp_headers_file", "each line must read 'Name: value'.");
    headers.emplace_back(line);
  }
  if (headers.empty()) return config::InvalidKey("otlp_headers_file", "the file is empty.");
  return headers;
}

absl::Status TraceKeys::Start(const std::string& service) const {
  RETURN_IF_ERROR(Check());
  if (endpoint_.empty()) return absl::OkStatus();
  trace::Exporter::Options options;
  options.endpoint = endpoint_;
  ASSIGN_OR_RETURN(options.headers, Headers());
  ASSIGN_OR_RETURN(const double ratio, Ratio());
  options.resource = {absl::StrCat("steward-", service), STEWARD_VERSION, observe::NewUuid4()};
  trace::Start(std::move(options), ratio);
  return absl::OkStatus();
}

}  // namespace steward::host
