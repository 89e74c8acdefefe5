#include "gateway/grpcweb/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Framed(absl::string_view message) { return WebMessage(WebFormat::kBinary, message); }

TEST(WebFormat, IsToldByTheMediaType) {
  struct Case {
    const char* type;
    WebFormat format;
  };
  constexpr Case kCases[] = {
      {"application/grpc-web", WebFormat::kBinary},
      {"application/grpc-web+proto", WebFormat::kBinary},
      {"Application/GRPC-Web+proto; charset=utf-8", WebFormat::kBinary},
      {"application/grpc-web-text", WebFormat::kText},
      {"application/grpc-web-text+proto", WebFormat::kText},
      {"application/grpc-web+json", WebFormat::kNone},
      {"application/grpc", WebFormat::kNone},
      {"application/json", WebFormat::kNone},
      {"", WebFormat::kNone},
  };
  for (const Case& each : kCases) {
    HttpRequest request;
    request.headers.emplace_back("content-type", each.type);
    EXPECT_EQ(WebFormatOf(request), each.format) << each.type;
  }
}

TEST(ReadWebMessage, TakesExactlyOne) {
  EXPECT_EQ(ReadWebMessage(WebFormat::kBinary, Framed("abc")).value(), "abc");
  EXPECT_EQ(ReadWebMessage(WebFormat::kBinary, Framed("")).value(), "");
  EXPECT_EQ(ReadWebMessage(WebFormat::kText, absl::Base64Escape(Framed("abc"))).value(), "abc");
  EXPECT_EQ(ReadWebMessage(WebFormat::kText, WebMessage(WebFormat::kText, "abc")).value(), "abc");
  std::string compressed = Framed("abc"), trailers = Framed("abc");
  compressed[0] = 1;
  trailers[0] = static_cast<char>(0x80);
  EXPECT_EQ(ReadWebMessage(WebFormat::kBinary, compressed).status().code(),
            absl::StatusCode::kUnimplemented);
  for (const std::string& body :
       {std::string(), std::string("abc"), std::string(4, '\0'), Framed("abc") + "x",
        Framed("abc").substr(0, 7), Framed("a") + Framed("b"), trailers,
        std::string("\0\xff\xff\xff\xff", 5)})
    EXPECT_EQ(errors::ReasonOf(ReadWebMessage(WebFormat::kBinary, body).status()),
              errors::Reason::MALFORMED_REQUEST);
  EXPECT_FALSE(ReadWebMessage(WebFormat::kText, "!").ok());
}

TEST(ReadWebTimeout, KnowsAllUnits) {
  struct Case {
    const char* header;
    absl::Duration timeout;
  };
  const Case kCases[] = {
      {"", absl::InfiniteDuration()},
      {"2H", absl::Hours(2)},
      {"3M", absl::Minutes(3)},
      {"10S", absl::Seconds(10)},
      {"250m", absl::Milliseconds(250)},
      {"7u", absl::Microseconds(7)},
      {"99999999n", absl::Nanoseconds(99999999)},
      {"0S", absl::ZeroDuration()},
  };
  for (const Case& each : kCases) EXPECT_EQ(ReadWebTimeout(each.header).value(), each.timeout);
  for (const char* header : {"S", "5", "5s", "-5S", "+5S", " 5S", "123456789S", "5 S", "1.5S"})
    EXPECT_FALSE(ReadWebTimeout(header).ok()) << header;
}

TEST(WebTrailers, TellTheStatusAndItsDetails) {
  const google::rpc::Status error =
      errors::ToProto(errors::InvalidField("title", "is \xc3\xa4 100%"));
  const std::string frame = WebTrailers(WebFormat::kBinary, error, {{"x-a", "b"}});

  EXPECT_EQ(frame[0], static_cast<char>(0x80));
  EXPECT_THAT(frame, HasSubstr("grpc-status:3\r\n"));
  EXPECT_THAT(frame, HasSubstr("grpc-status-details-bin:"));
  EXPECT_THAT(frame, HasSubstr("x-a:b\r\n"));
  EXPECT_THAT(frame, Not(HasSubstr("\xc3")));
  EXPECT_EQ(WebTrailers(WebFormat::kBinary, {}, {}).substr(5), "grpc-status:0\r\n");
}

}  // namespace
}  // namespace steward::gateway
