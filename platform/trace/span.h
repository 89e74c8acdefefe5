#pragma once

// A span: what one process did for a trace, by the terms of OpenTelemetry.

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::trace {

// With the numbers of OTLP.
enum class Kind { kInternal = 1, kServer = 2, kClient = 3, kProducer = 4, kConsumer = 5 };
enum class Status { kUnset = 0, kOk = 1, kError = 2 };

// A text or a whole number.
struct Attribute {
  absl::string_view key;
  absl::string_view text;
  int64_t number = 0;
  bool is_number = false;
};

// Refers to texts of whoever records it, who keeps them until it is recorded.
struct Span {
  // The traceparent (W3C Trace Context) that names this span: whoever is called meanwhile gets it.
  absl::string_view context;
  // The traceparent that named the span above, in the same trace; what is none: there is none.
  absl::string_view parent;
  // Of few values: a method or a route, never an id.
  absl::string_view name;
  Kind kind = Kind::kInternal;
  // By the wall clock.
  absl::Time start, end;
  Status status = Status::kUnset;
  // Keys as in OpenTelemetry's semantic conventions, each once.
  absl::InlinedVector<Attribute, 12> attributes;

  // An empty text is left out.
  void Add(absl::string_view key, absl::string_view text) {
    if (!text.empty()) attributes.push_back({key, text});
  }
  void Add(absl::string_view key, int64_t number) {
    attributes.push_back({key, {}, number, /*is_number=*/true});
  }
};

}  // namespace steward::trace
