#pragma once

// The statements of one group, and what came of them. Inside platform/journal only.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/journal/journal.h"
#include "platform/pg/connection.h"

namespace steward::journal {

class Flush {
 public:
  // Adds a change; its place (0, 1, 2 …) says later what became of it. The change must outlive
  // Statements. Ordinals are filled into its writes.
  void Add(const RequestKey& request, Change* change, absl::Time time, const std::string& actor);

  // From BEGIN to COMMIT.
  std::vector<pg::Statement> Statements() const;

  enum class Outcome { kCommitted, kRepeated, kUnmatched };
  // Reads the results of the statements.
  void Read(const std::vector<pg::Result>& results);
  Outcome OutcomeOf(size_t place) const;
  // Name of the (first) resource of a committed change.
  std::string ResourceOf(size_t place) const;
  // Newest position of each shard that grew, and the offset it had grown from.
  std::vector<Head> Heads() const;
  std::map<int, int64_t> Bases() const;

 private:
  void AddDraft(int64_t ordinal, const RequestKey& request, const Change& change, absl::Time time,
                const std::string& actor, size_t index);
  pg::Statement Record() const;
  void AddWrites(std::vector<pg::Statement>* statements) const;

  std::vector<const Change*> changes_;
  // By change.
  std::set<std::string> tenants_;
  std::set<int64_t> shards_;
  std::vector<int64_t> ordinals_;
  std::vector<std::string> tenant_of_, keys_, series_of_;
  // By event: the arrays of record_changes.sql.
  std::vector<int64_t> sequence_, ordinal_, writes_, shard_, version_;
  std::vector<std::string> tenant_, key_, body_hash_, resource_, series_, event_id_, type_, actor_,
      event_;
  std::vector<absl::Time> time_;
  // Read.
  pg::Result recorded_;
  std::vector<bool> repeated_;
  std::vector<int> first_row_;  // of the change's first event, or -1
};

}  // namespace steward::journal
