#include "gateway/rest/compression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#define ZLIB_CONST
#include <zlib.h>

namespace steward::gateway {
namespace {

using testing::Contains;
using testing::Not;
using testing::Pair;

std::string Unzip(const std::string& body) {
  z_stream stream{};
  std::string out(1 << 20, '\0');
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<const Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(&out[0]);
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

HttpAnswer Compressed(const char* accept_encoding, std::string body) {
  HttpRequest request;
  request.headers.emplace_back("Accept-Encoding", accept_encoding);
  HttpAnswer answer;
  answer.body = std::move(body);
  Compress(request, 1000, &answer);
  return answer;
}

TEST(AcceptsGzip, ReadsCodingsAndWeights) {
  struct Case {
    const char* header;
    bool accepts;
  };
  constexpr Case kCases[] = {
      {"", false},         {"gzip", true},      {"GZIP, deflate, br", true},
      {"br;q=1, *", true}, {"gzip;q=0", false}, {"gzip; q=0.0, *", false},
      {"*;q=0", false},    {"identity", false}, {"br, gzip;q=0.1", true},
      {"gzip;q=x", false}, {"x-gzip", true},    {"notgzip", false},
  };
  for (const Case& each : kCases) EXPECT_EQ(AcceptsGzip(each.header), each.accepts) << each.header;
}

TEST(Compress, MakesABodySmallerAndSaysSo) {
  const std::string body(5000, 'a');
  // Twice: the second body must not depend on the first.
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer answer = Compressed("gzip", body);

    EXPECT_LT(answer.body.size(), 100u);
    EXPECT_EQ(Unzip(answer.body), body);
    EXPECT_THAT(answer.headers, Contains(Pair("Content-Encoding", "gzip")));
    EXPECT_THAT(answer.headers, Contains(Pair("Vary", "Accept-Encoding")));
  }
}

TEST(Compress, LeavesAloneWhatIsSmallUnwantedOrDense) {
  std::string dense;
  for (uint32_t i = 0, x = 1; i < 4000; ++i)
    dense.push_back(static_cast<char>((x = x * 69069 + 1) >> 24));

  EXPECT_EQ(Compressed("gzip", "small").body, "small");
  EXPECT_EQ(Compressed("identity", std::string(2000, 'a')).body.size(), 2000u);
  EXPECT_EQ(Compressed("gzip", dense).body, dense);
  EXPECT_THAT(Compressed("gzip", dense).headers, Not(Contains(Pair("Content-Encoding", "gzip"))));
}

}  // namespace
}  // namespace steward::gateway
