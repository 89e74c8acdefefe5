#include "gateway/rest/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

using testing::Contains;
using testing::Not;
using testing::Pair;

HttpAnswer Read(const Document& document, const char* name = "Host", const char* value = "a") {
  HttpRequest request;
  request.headers.emplace_back(name, value);
  return document(request);
}

TEST(StaticDocument, IsReadInBothFormsAndOnlyOnce) {
  HttpAnswer page;
  page.content_type = "text/html";
  page.body = std::string(5000, 'a');
  const Document document = StaticDocument(page);

  const HttpAnswer plain = Read(document);
  EXPECT_EQ(plain.body, page.body);
  EXPECT_THAT(plain.headers, Not(Contains(Pair("Content-Encoding", "gzip"))));
  const HttpAnswer small = Read(document, "Accept-Encoding", "gzip");
  EXPECT_LT(small.body.size(), 200u);
  EXPECT_THAT(small.headers, Contains(Pair("Content-Encoding", "gzip")));
  const std::string etag = plain.headers.front().second;
  const HttpAnswer same = Read(document, "If-None-Match", etag.c_str());
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(Read(document, "If-None-Match", "\"other\"").status, 200);
}

TEST(LazyDocument, IsMadeOnceAndWhenItIsAskedFor) {
  int made = 0;
  const Document document = LazyDocument([&] {
    HttpAnswer page;
    page.body = absl::StrCat("made ", ++made);
    return page;
  });
  EXPECT_EQ(made, 0);

  EXPECT_EQ(Read(document).body, "made 1");
  const Document copy = document;
  EXPECT_EQ(Read(copy).body, "made 1");
  EXPECT_EQ(Read(document).headers, Read(copy).headers);
}

}  // namespace
}  // namespace steward::gateway
