#include "platform/host/signals.h"

#include <unistd.h>

#include <csignal>
#include <thread>

namespace steward::host {
namespace {

sigset_t Signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void BlockSignals() {
  sigset_t set = Signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool SleepUnlessSignalled(absl::Duration pause) {
  const sigset_t set = Signals();
  const timespec time = absl::ToTimespec(pause);
  return sigtimedwait(&set, nullptr, &time) > 0;
}

void AwaitSignal() {
  sigset_t set = Signals();
  int signal = 0;
  sigwait(&set, &signal);
  std::thread([set] {
    int second = 0;
    sigwait(&set, &second);
    _exit(143);
  }).detach();
}

}  // namespace steward::host
