#include "platform/audit/chain_walk.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/audit/canonical.h"
#include "platform/crypto/hmac.h"

namespace steward::audit {
namespace {

using event::v1::ChainPlace;
using v1::ChainFault;

struct Chain {
  ChainPlace place;
  Seal seal;
  std::vector<ChainEvent> events;
};

// Events 8 to 10 of a chain, and the seal over them.
Chain Sound() {
  Chain chain;
  chain.place.set_sequence(7);
  chain.place.set_hash(crypto::Sha256("seven"));
  chain.place.set_epoch(1);
  chain.place.set_offset(70);
  std::string hash = chain.place.hash();
  for (int i = 8; i <= 10; ++i) {
    chain.events.push_back({1, i * 10, absl::StrCat("id-", i), absl::StrCat("tickets/INC-", i),
                            crypto::Sha256(absl::StrCat(i))});
    hash = Link(hash, chain.events.back().leaf);
    chain.seal.leaves += chain.events.back().leaf.substr(0, kLeafKept);
  }
  chain.seal.sequence = 10;
  chain.seal.epoch = 1;
  chain.seal.offset = 100;
  chain.seal.hash = hash;
  return chain;
}

TEST(CheckSeal, MovesThePlaceOverWhatWasSealed) {
  Chain chain = Sound();

  EXPECT_FALSE(CheckSeal(chain.seal, chain.events, &chain.place).has_value());

  EXPECT_EQ(chain.place.sequence(), 10);
  EXPECT_EQ(chain.place.hash(), chain.seal.hash);
  EXPECT_EQ(chain.place.offset(), 100);
}

TEST(CheckSeal, LeavesLaterEventsAlone) {
  Chain chain = Sound();
  chain.events.push_back({1, 110, "id-11", "tickets/INC-11", crypto::Sha256("11")});

  EXPECT_FALSE(CheckSeal(chain.seal, chain.events, &chain.place).has_value());
}

TEST(CheckSeal, NamesTheFirstFault) {
  const struct {
    const char* what;
    std::function<void(Chain*)> tamper;
    ChainFault::Kind kind;
    int64_t sequence;
    const char* event_id;
  } kCases[] = {
      {"changed", [](Chain* c) { c->events[1].leaf = crypto::Sha256("x"); },
       ChainFault::EVENT_DIFFERS, 9, "id-9"},
      {"removed", [](Chain* c) { c->events.erase(c->events.begin()); }, ChainFault::EVENT_DIFFERS,
       8, "id-9"},
      {"swapped", [](Chain* c) { std::swap(c->events[0], c->events[1]); },
       ChainFault::EVENT_DIFFERS, 8, "id-9"},
      {"put in",
       [](Chain* c) {
         c->events.insert(c->events.begin() + 1, {1, 85, "id-x", "", ""});
       },
       ChainFault::EVENT_DIFFERS, 9, "id-x"},
      {"cut", [](Chain* c) { c->events.pop_back(); }, ChainFault::EVENT_MISSING, 10, ""},
      {"changed with its leaf",
       [](Chain* c) {
         c->events[1].leaf = crypto::Sha256("x");
         c->seal.leaves.replace(kLeafKept, kLeafKept, c->events[1].leaf.substr(0, kLeafKept));
       },
       ChainFault::SEAL_DIFFERS, 10, "id-10"},
      {"another hash", [](Chain* c) { c->seal.hash[0] ^= 1; }, ChainFault::SEAL_DIFFERS, 10,
       "id-10"},
      {"another offset", [](Chain* c) { c->seal.offset = 99; }, ChainFault::SEAL_DIFFERS, 10,
       "id-10"},
      {"a seal removed before it", [](Chain* c) { c->place.set_sequence(6); },
       ChainFault::SEAL_DIFFERS, 10, ""},
      {"a seal put in before it", [](Chain* c) { c->place.set_sequence(9); },
       ChainFault::SEAL_DIFFERS, 10, ""},
      {"a number that goes back", [](Chain* c) { c->place.set_sequence(12); },
       ChainFault::SEAL_DIFFERS, 10, ""},
  };
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.what);
    Chain chain = Sound();
    test.tamper(&chain);
    const ChainPlace before = chain.place;

    const auto fault = CheckSeal(chain.seal, chain.events, &chain.place);

    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->kind(), test.kind);
    EXPECT_EQ(fault->sequence(), test.sequence);
    EXPECT_EQ(fault->event_id(), test.event_id);
    EXPECT_EQ(chain.place.SerializeAsString(), before.SerializeAsString());
  }
}

}  // namespace
}  // namespace steward::audit
