#pragma once

// The operations of a service: what it has to have so that a method can return one
// (steward.operation.v1) instead of doing everything itself.
//
//   operations::Operations operations(…);
//   // The method, which takes the items in:
//   operations::Upload upload(&operations, call);
//   RETURN_IF_ERROR(upload.Add(item, verdict));
//   return upload.Finish(request_id, validate_only);
//   // What is done with each of them, later:
//   operations::Worker worker({.operations = &operations, .works = {{method, work}}});
//   // What clients ask:
//   operations::OperationHandlers handlers(&operations);
//
// Beside that a service has the migrations of this folder and the rules of retention.h.

#include <string>

#include "platform/journal/journal.h"
#include "platform/operations/item_store.h"
#include "platform/operations/operation_store.h"
#include "platform/operations/settings.h"
#include "platform/operations/work_queue.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"

namespace steward::operations {

// Thread-safe.
class Operations {
 public:
  struct Options {
    // Begins the ids of its operations: "ticket".
    std::string service;
    std::string conninfo;
    pg::PointReader* points = nullptr;
    const store::Lister* lister = nullptr;
    journal::Journal* journal = nullptr;
    // How many operations of a tenant may be under way.
    int64_t running_max = kRunningMax;
  };
  explicit Operations(const Options& options)
      : service_(options.service),
        running_max_(options.running_max),
        journal_(options.journal),
        pool_(options.conninfo, 2),
        store_({options.points, options.lister, options.journal}),
        items_(&pool_, options.lister),
        queue_(&pool_) {}

  const std::string& service() const { return service_; }
  int64_t running_max() const { return running_max_; }
  journal::Journal& journal() const { return *journal_; }
  const OperationStore& store() const { return store_; }
  const ItemStore& items() const { return items_; }
  WorkQueue& queue() { return queue_; }

 private:
  const std::string service_;
  const int64_t running_max_;
  journal::Journal* const journal_;
  // Of its own: long work holds up nobody else.
  pg::Pool pool_;
  const OperationStore store_;
  const ItemStore items_;
  WorkQueue queue_;
};

}  // namespace steward::operations
