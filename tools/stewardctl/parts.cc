#include "tools/stewardctl/parts.h"

#include "absl/strings/str_cat.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/output.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {

bool Parts::Add(absl::string_view what, const absl::Status& status) {
  if (status.ok()) {
    ++done_;
    return true;
  }
  const ExitStatus exit_status = ExitStatusOf(status);
  exit_status_ = exit_status_ == 0 || exit_status_ == exit_status ? exit_status : kFailure;
  EndProgress();
  if (!IsToldAlready(status)) Complain(FailureFor(words_, At(what, status)));
  return exit_status != kUnreachable;
}

absl::Status Parts::End(size_t total) const {
  if (exit_status_ == 0) return absl::OkStatus();
  if (total > 1) Complain(absl::StrCat(done_, " of ", total, " were done.\n"));
  return ToldAlready(static_cast<ExitStatus>(exit_status_));
}

}  // namespace steward::ctl
