#pragma once

#include <signal.h>

namespace steward::tls {

// Of this thread. OpenSSL writes to sockets whose other side may be gone; without signals for
// timeouts, libcurl leaves the consequences to us.
inline void BlockBrokenPipeSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace steward::tls
