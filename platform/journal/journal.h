#pragma once

// The journal of a service: commits changes in groups, in one transaction and one flush a group,
// with dense offsets in commit order and numbers without a gap (docs/adr/0001-one-journal.md).
//
// Thread-safe. Commit blocks until the change is durable or refused.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/journal/change.h"
#include "platform/pg/connection.h"

namespace steward::journal {

class Flush;

// Identifies a request for idempotency: by tenant, caller, method and the client's request id.
struct RequestKey {
  std::string tenant;
  std::string key;        // 16 bytes
  std::string body_hash;  // SHA-256 of the request, whether validate_only or not
};

// Key of a request. When the request has no request_id a random one stands in.
RequestKey KeyOf(const Call& call, const google::protobuf::Message& request);

// What became of a change.
struct Committed {
  // Name of the (first) resource, with its number.
  std::string resource;
  int64_t version = 0;
  // True when the request id was answered before; then `event` is the event of that time.
  bool replayed = false;
  event::v1::Event event;
};

// Newest offset of a shard after a commit.
struct Head {
  int shard;
  int64_t epoch;
  int64_t offset;
};

class Journal {
 public:
  struct Options {
    std::string conninfo;
    // Called on the journal's thread after each commit. Must not block.
    std::function<void(const std::vector<Head>&)> on_commit;
    // Greatest number of changes in a group.
    int group_max = 256;
  };
  explicit Journal(Options options);
  // Commits what waits, then stops.
  ~Journal();

  // Starts a new epoch when the database is not the history that this journal wrote last.
  absl::Status Open();

  // Commits a change. Errors: ABORTED CONCURRENT_CHANGE when a guard did not hold,
  // IDEMPOTENCY_KEY_REUSED, DEADLINE_EXCEEDED (the outcome is then unknown; the request id
  // settles it), UNAVAILABLE.
  absl::StatusOr<Committed> Commit(const Call& call, const RequestKey& request, Change change);

  // The answer of a request that was committed before; NOT_FOUND when there is none.
  absl::StatusOr<Committed> FindAnswer(const Call& call, const RequestKey& request);

  // For metrics.
  struct Counts {
    int64_t groups = 0;
    // Of them those that were sent while the group before was being committed.
    int64_t early_groups = 0;
    int64_t changes = 0;
    int64_t waiting = 0;
    int64_t replayed = 0;
    int64_t unmatched = 0;
    int64_t split_groups = 0;
  };
  Counts counts() const;

 private:
  struct Member;
  using Group = std::vector<std::shared_ptr<Member>>;

  // A group whose statements were sent.
  struct Begun;

  absl::StatusOr<Committed> Submit(std::shared_ptr<Member> member, absl::Time deadline);
  void Loop();
  Group NextGroup();
  Group TakeWaiting();
  void PutBack(const Group& group);
  void CommitGroup(const Group& group);
  absl::Status Reconnect();
  absl::Status RunGroup(Group* group);
  absl::StatusOr<Group> RunChanges(const Group& changes);
  absl::Status Begin(const Group& changes);
  void BeginNext();
  void NoteOthers(const Flush& flush);
  void GiveUpNext();
  absl::Status AnswerRepeated(const Group& repeated);
  // Wakes the callers of the last group.
  void Tell();

  const Options options_;
  std::unique_ptr<pg::Connection> connection_;
  // What the callers of the last group are to be told: after the next group was sent, so that
  // the database does not wait for it. Of the journal's thread.
  std::vector<std::pair<std::shared_ptr<Member>, absl::StatusOr<Committed>>> to_tell_;
  // The next group, when it was sent while the one before was still being committed. Of the
  // journal's thread, as are those below.
  std::unique_ptr<Begun> begun_;
  // Newest offsets that this journal gave out, by shard, and until when others seem to write, too.
  std::map<int, int64_t> own_heads_;
  absl::Time others_until_ = absl::InfinitePast();
  // The members of a group that failed are being committed each by itself.
  bool one_by_one_ = false;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::shared_ptr<Member>> waiting_;
  bool stopping_ = false;
  Counts counts_;
  std::thread thread_;
};

}  // namespace steward::journal
