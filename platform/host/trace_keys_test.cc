#include "platform/host/trace_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/config/temporary_directory.h"
#include "platform/observe/trace.h"
#include "platform/testing/status_matchers.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/recorder.h"

namespace steward::host {
namespace {

using testing::HasSubstr;

absl::Status StartWith(const std::vector<std::string>& flags) {
  config::Config config("steward-test", "Tests.");
  const TraceKeys keys(config);
  std::vector<const char*> words = {"steward-test"};
  for (const std::string& flag : flags) words.push_back(flag.c_str());
  EXPECT_THAT(config.Load(static_cast<int>(words.size()), words.data()), IsOk());
  return keys.Start("test");
}

TEST(TraceKeys, NothingIsRecordedWithoutAnEndpoint) {
  EXPECT_THAT(StartWith({}), IsOk());
  EXPECT_THAT(StartWith({"--trace_sample_ratio=0.5"}), IsOk());
  EXPECT_FALSE(trace::IsOn());
}

TEST(TraceKeys, RefuseWhatIsNotUnderstood) {
  const config::TemporaryDirectory directory;
  const auto file = [&](const char* name, const char* content) {
    return absl::StrCat("--otlp_headers_file=", directory.Write(name, content));
  };
  const std::string endpoint = "--otlp_endpoint=http://127.0.0.1:4318";
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--otlp_endpoint=collector:4318"}, "otlp_endpoint: must be an http"},
      {{"--otlp_endpoint=grpc://collector:4317"}, "otlp_endpoint: must be an http"},
      {{endpoint, "--trace_sample_ratio=2"}, "trace_sample_ratio: must be a number"},
      {{endpoint, "--trace_sample_ratio=nan"}, "trace_sample_ratio: must be a number"},
      {{"--trace_sample_ratio=half"}, "trace_sample_ratio: must be a number"},
      {{file("alone", "A: b\n")}, "otlp_headers_file: goes with otlp_endpoint"},
      {{endpoint, "--otlp_headers_file=/none"}, "otlp_headers_file: "},
      {{endpoint, file("none", "\n\n")}, "otlp_headers_file: the file is empty"},
      {{endpoint, file("word", "A: b\nsecret\n")}, "otlp_headers_file: each line must read"},
      {{endpoint, file("space", "A b: c\n")}, "otlp_headers_file: each line must read"},
      {{endpoint, file("control", "A: b\rc: d\n")}, "otlp_headers_file: each line must read"},
  };
  for (const auto& [flags, why] : cases) {
    const absl::Status status = StartWith(flags);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
    EXPECT_FALSE(trace::IsOn());
  }
}

TEST(TraceKeys, SpansGoToTheCollectorWithItsHeaders) {
  const config::TemporaryDirectory directory;
  trace::CollectorForTest collector;
  const std::string headers =
      directory.Write("headers", "X-Team: itsm\n\nAuthorization: Basic x\n");

  ASSERT_THAT(StartWith({absl::StrCat("--otlp_endpoint=", collector.endpoint()),
                         absl::StrCat("--otlp_headers_file=", headers)}),
              IsOk());
  const std::string context = observe::NewTraceParent();
  trace::Record({.context = context, .name = "x", .start = absl::Now(), .end = absl::Now()});
  trace::Stop();

  ASSERT_EQ(collector.heads().size(), 1u);
  EXPECT_THAT(collector.heads()[0], HasSubstr("\r\nX-Team: itsm\r\nAuthorization: Basic x"));
  const auto request = collector.requests()[0];
  const auto& attributes = request.resource_spans(0).resource().attributes();
  EXPECT_EQ(attributes[0].key(), "service.name");
  EXPECT_EQ(attributes[0].value().string_value(), "steward-test");
}

}  // namespace
}  // namespace steward::host
