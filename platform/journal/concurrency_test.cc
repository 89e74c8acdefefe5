// Many callers and replicas on one journal.

#include <atomic>
#include <mutex>
#include <set>

#include "absl/synchronization/notification.h"
#include "platform/journal/things_for_test.h"

namespace steward::journal {
namespace {

using errors::Reason;

constexpr const char* kTenants[] = {"acme", "beta", "gamma"};

class ConcurrencyTest : public ThingsTest {
 protected:
  Journal journal_{{application_, nullptr}};
};

TEST_F(ConcurrencyTest, NumbersWithoutGapsWhateverTheCrowd) {
  std::atomic<int> failures = 0;
  std::mutex mutex;
  std::set<std::string> names;
  InParallel(16, [&](int i) {
    for (int n = 0; n < 50; ++n) {
      const char* tenant = kTenants[(i + n) % 3];
      auto committed = Create(journal_, tenant, "one");
      if (!committed.ok()) ++failures;
      std::lock_guard lock(mutex);
      if (committed.ok()) names.insert(absl::StrCat(tenant, "/", committed->resource));
    }
  });

  EXPECT_EQ(failures, 0);
  EXPECT_EQ(names.size(), 800u);
  EXPECT_EQ(Number("SELECT sum(value) FROM counter"), 800);
  EXPECT_LT(journal_.counts().groups, 800);
  EXPECT_EQ(journal_.counts().changes, 800);
  ExpectSound();
}

// Only the commit finds out, when the next group may be under way already.
TEST_F(ConcurrencyTest, AGroupWhoseCommitFailsHurtsNeitherItsNeighboursNorTheNextGroup) {
  Execute(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
      " BEGIN RAISE EXCEPTION 'too late'; END $$;"
      "CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED"
      " FOR EACH ROW WHEN (NEW.title = 'late') EXECUTE FUNCTION refuse()");
  std::atomic<int> wrong = 0;
  InParallel(16, [&](int i) {
    for (int n = 0; n < 60; ++n) {
      const bool is_late = i == 0 && n % 4 == 0;
      const auto committed = Create(journal_, kTenants[(i + n) % 3], is_late ? "late" : "one");
      if (committed.ok() == is_late) ++wrong;
    }
  });

  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 16 * 60 - 15);
  EXPECT_EQ(Number("SELECT sum(value) FROM counter"), 16 * 60 - 15);
  EXPECT_EQ(journal_.counts().changes, 16 * 60 - 15);
  EXPECT_GT(journal_.counts().early_groups, 0);
  EXPECT_GT(journal_.counts().split_groups, 0);
  ExpectSound();
}

// Whom PostgreSQL chooses to break a deadlock, and who waits for a lock in vain, tries again.
TEST_F(ConcurrencyTest, OutlastsAStormOfDeadlocksAndLocks) {
  Execute(
      "CREATE SEQUENCE storm; GRANT USAGE ON storm TO PUBLIC;"
      "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$"
      " DECLARE n bigint := nextval('storm'); BEGIN"
      " IF n % 5 = 1 AND n < 60 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;"
      " IF n % 5 = 2 AND n < 60 THEN RAISE EXCEPTION 'lock' USING ERRCODE = '55P03'; END IF;"
      " RETURN NEW; END $$;"
      "CREATE TRIGGER storm BEFORE INSERT ON thing FOR EACH STATEMENT EXECUTE FUNCTION break()");

  InParallel(8, [&](int i) {
    for (int n = 0; n < 10; ++n) EXPECT_THAT(Create(journal_, kTenants[i % 3], "one"), IsOk());
  });

  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 80);
  EXPECT_EQ(journal_.counts().changes, 80);
  EXPECT_EQ(journal_.counts().split_groups, 0);
  ExpectSound();
}

// Or the other one would wait for locks that are taken again before it wakes.
TEST_F(ConcurrencyTest, LetsOthersHaveTheirTurn) {
  Journal other({application_, nullptr});
  const auto both = [&](int count) {
    InParallel(16, [&](int i) {
      for (int n = 0; n < count; ++n)
        EXPECT_THAT(Create(i % 2 == 0 ? journal_ : other, "acme", "one"), IsOk());
    });
  };
  both(5);
  const auto early = journal_.counts().early_groups + other.counts().early_groups;

  both(20);

  EXPECT_EQ(journal_.counts().early_groups + other.counts().early_groups, early);
  ExpectSound();
}

TEST_F(ConcurrencyTest, AnswersOneRequestOnceHoweverOftenItComes) {
  for (int round = 0; round < 20; ++round) {
    const std::string id = absl::StrCat("request-", round);
    std::vector<absl::StatusOr<Committed>> answers(8);
    InParallel(8, [&](int i) { answers[i] = Create(journal_, "acme", "one", id); });

    int first = 0;
    for (const auto& answer : answers) {
      ASSERT_THAT(answer, IsOk());
      EXPECT_EQ(answer->resource, absl::StrCat("tickets/INC-", round + 1));
      if (!answer->replayed) ++first;
    }
    EXPECT_EQ(first, 1);
  }
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 20);
  ExpectSound();
}

TEST_F(ConcurrencyTest, LetsExactlyOneOfThoseWinWhoReadTheSameVersion) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  for (int version = 1; version <= 30; ++version) {
    std::atomic<int> winners = 0, losers = 0;
    InParallel(8, [&](int) {
      auto committed = Update(journal_, "acme", "INC-1", version, "next");
      if (committed.ok()) ++winners;
      if (errors::ReasonOf(committed.status()) == Reason::CONCURRENT_CHANGE) ++losers;
    });
    EXPECT_EQ(winners, 1);
    EXPECT_EQ(losers, 7);
  }
  EXPECT_EQ(Number("SELECT version FROM thing"), 31);
  ExpectSound();
}

TEST_F(ConcurrencyTest, SharesATenantBetweenReplicas) {
  Journal other({application_, nullptr});
  std::atomic<int> failures = 0;
  InParallel(16, [&](int i) {
    Journal& journal = i % 2 == 0 ? journal_ : other;
    for (int n = 0; n < 25; ++n) {
      auto committed = Create(journal, kTenants[n % 2], "one");
      if (!committed.ok()) {
        ++failures;
        continue;
      }
      const std::string id = committed->resource.substr(sizeof("tickets/") - 1);
      if (!Update(journal, kTenants[n % 2], id, 1, "two").ok()) ++failures;
    }
  });

  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 800);
  ExpectSound();
}

TEST_F(ConcurrencyTest, AnswersARequestOnceAcrossReplicas) {
  Journal other({application_, nullptr});
  for (int round = 0; round < 20; ++round) {
    const std::string id = absl::StrCat("request-", round);
    std::vector<absl::StatusOr<Committed>> answers(8);
    InParallel(
        8, [&](int i) { answers[i] = Create(i % 2 == 0 ? journal_ : other, "acme", "one", id); });

    int first = 0;
    for (const auto& answer : answers) {
      ASSERT_THAT(answer, IsOk());
      EXPECT_EQ(answer->resource, answers[0]->resource);
      if (!answer->replayed) ++first;
    }
    EXPECT_EQ(first, 1);
  }
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 20);
  ExpectSound();
}

TEST_F(ConcurrencyTest, KeepsEveryAcknowledgedChangeWhenConnectionsDie) {
  Journal other({application_, nullptr});
  absl::Notification done;
  std::atomic<int> kills = 0;
  std::thread killer([&] {
    auto connection = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(owner_)).value();
    do {
      auto killed = connection->Run(
          std::vector<pg::Statement>{
              {nullptr,
               {},
               "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
               " WHERE usename = 'steward_app_test' AND datname = current_database()"}},
          absl::Now() + absl::Seconds(10));
      if (killed.ok()) kills += killed->at(0).rows();
    } while (!done.WaitForNotificationWithTimeout(absl::Milliseconds(15)));
  });
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::atomic<int> twice = 0, unknown = 0, answers = 0;
  InParallel(8, [&](int i) {
    for (int n = 0; n < 60 || (kills < 10 && n < 5000); ++n) {
      const std::string title = absl::StrCat("thing ", i, " ", n);
      auto committed = Create(i % 2 == 0 ? journal_ : other, kTenants[i % 3], title, title);
      // A client whose call ended without an outcome asks again with the same id.
      for (int again = 0; !committed.ok() && again < 20; ++again) {
        ++unknown;
        committed = Create(i % 2 == 0 ? other : journal_, kTenants[i % 3], title, title);
      }
      std::lock_guard lock(mutex);
      if (!committed.ok()) continue;
      ++answers;
      if (!acknowledged.insert(absl::StrCat(kTenants[i % 3], "/", committed->resource)).second)
        ++twice;
    }
  });
  done.Notify();
  killer.join();

  EXPECT_GE(answers, 480);
  EXPECT_EQ(twice, 0);
  EXPECT_GE(kills, 10);
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), answers);
  EXPECT_EQ(Number("SELECT count(DISTINCT title) FROM thing"), answers);
  RecordProperty("kills", kills);
  RecordProperty("asked_again", unknown);
  ExpectSound();
}

TEST_F(ConcurrencyTest, CommitsWhatWaitsBeforeItStops) {
  auto stopping = std::make_unique<Journal>(Journal::Options{application_, nullptr});
  std::atomic<int> committed = 0;
  InParallel(8, [&](int) {
    if (Create(*stopping, "acme", "one").ok()) ++committed;
  });
  stopping.reset();

  EXPECT_EQ(committed, 8);
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 8);
}

}  // namespace
}  // namespace steward::journal
