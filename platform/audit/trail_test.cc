#include "platform/audit/trail.h"

#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "platform/audit/canonical.h"
#include "platform/audit/chain_for_test.h"
#include "platform/crypto/hmac.h"

namespace steward::audit {
namespace {

using event::v1::ListTenantEventsRequest;
using event::v1::ListTenantEventsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TrailTest : public ChainTest {
 protected:
  ListTenantEventsResponse List(const ListTenantEventsRequest& request) const {
    auto page = trail_.List(request, Soon());
    EXPECT_THAT(page, IsOk());
    return page.ok() ? *page : ListTenantEventsResponse();
  }

  static ListTenantEventsRequest RequestOf(absl::string_view filter = "") {
    ListTenantEventsRequest request;
    request.set_tenant("acme");
    request.set_filter(std::string(filter));
    return request;
  }

  static std::vector<int64_t> Offsets(const ListTenantEventsResponse& page) {
    std::vector<int64_t> offsets;
    for (const auto& item : page.items()) offsets.push_back(item.position().offset());
    return offsets;
  }

  const Trail trail_{pool_.get(), "test"};
};

TEST_F(TrailTest, HasAColumnForEachFieldOfAFilter) {
  for (const char* filter :
       {"id = \"x\"", "type = \"test.created.v1\"", "resource_name:\"INC\"", "version = 1",
        "time > \"2026-01-01T00:00:00Z\"", "actor = \"users/zoë\"", "service = \"test\""})
    EXPECT_THAT(trail_.List(RequestOf(filter), Soon()), IsOk()) << filter;
}

TEST_F(TrailTest, RefusesWhatItHasNoColumnFor) {
  for (const char* filter : {"method = \"x\"", "request_id = \"x\"", "trace_parent = \"x\"",
                             "nonsense = \"x\"", "actor"})
    EXPECT_EQ(errors::ReasonOf(trail_.List(RequestOf(filter), Soon()).status()),
              errors::Reason::INVALID_FILTER)
        << filter;
}

TEST_F(TrailTest, ListsBothWaysPageByPage) {
  Append("acme", 5);
  ListTenantEventsRequest request = RequestOf();
  request.set_page_size(2);

  ListTenantEventsResponse page = List(request);
  EXPECT_THAT(Offsets(page), ElementsAre(5, 4));
  EXPECT_FALSE(page.end());
  *request.mutable_after() = page.next();
  page = List(request);
  EXPECT_THAT(Offsets(page), ElementsAre(3, 2));
  *request.mutable_after() = page.next();
  page = List(request);
  EXPECT_THAT(Offsets(page), ElementsAre(1));
  EXPECT_TRUE(page.end());

  request = RequestOf();
  request.set_oldest_first(true);
  request.set_page_size(3);
  page = List(request);
  EXPECT_THAT(Offsets(page), ElementsAre(1, 2, 3));
  *request.mutable_after() = page.next();
  EXPECT_THAT(Offsets(List(request)), ElementsAre(4, 5));
}

TEST_F(TrailTest, SearchesALongJournalInSteps) {
  Append("acme", 6000);
  Execute("UPDATE journal SET actor = 'users/ann' WHERE event_offset IN (10, 20)");
  ListTenantEventsRequest request = RequestOf("actor = \"users/ann\"");
  request.set_page_size(1);

  ListTenantEventsResponse page = List(request);
  EXPECT_THAT(Offsets(page), IsEmpty());
  EXPECT_FALSE(page.end());
  EXPECT_EQ(page.next().offset(), 1001);
  *request.mutable_after() = page.next();
  page = List(request);
  EXPECT_THAT(Offsets(page), ElementsAre(20));
  EXPECT_FALSE(page.end());
  *request.mutable_after() = page.next();
  EXPECT_THAT(Offsets(List(request)), ElementsAre(10));
}

TEST_F(TrailTest, EndsPagesThatGrowTooLarge) {
  Append("acme", 3);
  const Trail trail(pool_.get(), "test", 1);

  const auto page = trail.List(RequestOf(), Soon()).value();

  EXPECT_THAT(Offsets(page), ElementsAre(3));
  EXPECT_EQ(page.next().offset(), 3);
  EXPECT_FALSE(page.end());
}

TEST_F(TrailTest, ShowsOriginsAndTheTenantsOwnOnly) {
  Append("acme", 1);
  Append("beta", 1);
  event::v1::Event event;
  event.mutable_origin()->set_client_address("203.0.113.7");
  Execute(absl::StrCat("UPDATE journal SET event = decode('",
                       absl::BytesToHexString(event.SerializeAsString()), "', 'hex')"));

  const ListTenantEventsResponse page = List(RequestOf());

  ASSERT_EQ(page.items_size(), 1);
  const event::v1::Event& shown = page.items(0).event().event();
  EXPECT_EQ(shown.origin().client_address(), "203.0.113.7");
  EXPECT_EQ(shown.actor(), "users/zoë");
  EXPECT_EQ(shown.service(), "test");
  EXPECT_EQ(shown.resource_name(), "tickets/INC-1");
  EXPECT_EQ(page.items(0).event().canonical(), "");
}

TEST_F(TrailTest, GivesTheBytesThatTheChainIsMadeOf) {
  Append("acme", 1);
  Execute("UPDATE journal SET event = ''");
  SealAll("acme");
  ListTenantEventsRequest request = RequestOf();
  request.set_canonical(true);

  const ListTenantEventsResponse page = List(request);

  const std::string leaf = crypto::Sha256(page.items(0).event().canonical());
  EXPECT_EQ(Ask("encode(hash, 'hex') FROM seal"), absl::BytesToHexString(Link(ChainStart(), leaf)));
}

}  // namespace
}  // namespace steward::audit
