#include "platform/rpc/inflate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#define ZLIB_CONST
#include <zlib.h>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;

std::string Deflate(const std::string& plain, bool as_gzip) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, as_gzip ? 31 : 15, 8,
               Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(&out[0]);
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Inflate, GivesBackWhatWasCompressed) {
  for (const std::string& plain : {std::string(), std::string("abc"), std::string(200'000, 'x')}) {
    for (const bool as_gzip : {true, false}) {
      const auto inflated = Inflate(as_gzip ? "gzip" : "deflate", Deflate(plain, as_gzip), 200'000);
      ASSERT_THAT(inflated.status(), IsOk()) << plain.size();
      EXPECT_EQ(*inflated, plain);
    }
  }
}

TEST(Inflate, RefusesWhatItCannotTake) {
  const std::string good = Deflate("abc", true);
  struct Case {
    const char* what;
    const char* encoding;
    std::string bytes;
    Reason reason;
  };
  for (const Case& c :
       {Case{"another encoding", "br", good, Reason::METHOD_NOT_IMPLEMENTED},
        Case{"none", "", good, Reason::METHOD_NOT_IMPLEMENTED},
        Case{"nothing", "gzip", "", Reason::MALFORMED_REQUEST},
        Case{"no gzip", "gzip", "abc", Reason::MALFORMED_REQUEST},
        Case{"half", "gzip", good.substr(0, good.size() / 2), Reason::MALFORMED_REQUEST},
        Case{"one byte too many", "gzip", Deflate(std::string(1001, 'x'), true),
             Reason::BODY_TOO_LARGE},
        Case{"a bomb", "gzip", Deflate(std::string(64 << 20, 'x'), true),
             Reason::BODY_TOO_LARGE}}) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(Inflate(c.encoding, c.bytes, 1000).status(), HasReason(c.reason));
  }
}

}  // namespace
}  // namespace steward::rpc
