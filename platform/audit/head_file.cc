#include "platform/audit/head_file.h"

#include <google/protobuf/util/json_util.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/audit/line_file.h"
#include "platform/fiber/event.h"
#include "platform/status/errors.h"

namespace steward::audit {

struct HeadFile::Job {
  std::string lines;
  // Written before `done` happens, read after it.
  absl::Status status;
  fiber::Event done;
};

struct HeadFile::Queue {
  const std::string path;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::shared_ptr<Job>> waiting;
  bool writing = false;
  bool stopping = false;

  explicit Queue(std::string file) : path(std::move(file)) {}

  void Work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopping || !waiting.empty(); });
      if (stopping) return;
      const std::shared_ptr<Job> job = std::move(waiting.front());
      waiting.pop_front();
      writing = true;
      lock.unlock();
      job->status = AppendLines(path, std::move(job->lines));
      job->done.Notify();
      lock.lock();
      writing = false;
    }
  }
};

HeadFile::HeadFile(std::string path) : queue_(std::make_shared<Queue>(std::move(path))) {}

HeadFile::~HeadFile() {
  if (!thread_.joinable()) return;
  std::unique_lock lock(queue_->mutex);
  queue_->stopping = true;
  const bool hangs = queue_->writing;
  lock.unlock();
  queue_->changed.notify_one();
  if (hangs)
    thread_.detach();
  else
    thread_.join();
}

absl::Status HeadFile::Append(const std::vector<v1::AuditHead>& heads, absl::Time deadline) {
  const auto job = std::make_shared<Job>();
  for (const v1::AuditHead& head : heads) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(head, &json).ok())
      return errors::Internal("a head cannot be printed");
    absl::StrAppend(&job->lines, json, "\n");
  }
  {
    std::lock_guard lock(queue_->mutex);
    if (!thread_.joinable()) thread_ = std::thread([queue = queue_] { queue->Work(); });
    queue_->waiting.push_back(job);
  }
  queue_->changed.notify_one();
  if (job->done.Wait(deadline)) return job->status;
  std::lock_guard lock(queue_->mutex);
  std::erase(queue_->waiting, job);
  return errors::Unavailable(absl::StrCat(queue_->path, " cannot be written in time"));
}

}  // namespace steward::audit
